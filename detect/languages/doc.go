// Package languages lists the languages that msgen has code for, and scans a repository with all of them. Its tests are those
// of the whole: what several languages find side by side, hostile input, and the schema of the report.
package languages
