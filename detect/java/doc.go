// Package java reads Java and Kotlin services that Maven or Gradle builds: the modules, the JAR file that a build makes and how it is
// laid out, the framework and its settings, and the main class.
//
// stack.go makes the stacks; maven.go and pom.go read Maven's files, the gradle files Gradle's, java.toml has the tables of
// frameworks and plugins.
package java
