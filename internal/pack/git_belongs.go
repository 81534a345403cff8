package pack

import (
	"context"
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// StrayError says that a pinned commit is none of the repository's history. Hosts of repositories give commits of anybody's
// copy under the address of the first one, so that such a commit must not enjoy the trust in that address.
type StrayError struct {
	// Ref is the reference with its commit.
	Ref Ref
}

// Error names the commit and where it is missing.
func (e *StrayError) Error() string {
	where := "any tag or branch"
	if e.Ref.Name != "" {
		where = e.Ref.Name
	}
	return fmt.Sprintf("the commit %s is not in the history of %s", e.Ref.Digest, where)
}

// belongs checks that the tag or branch of a reference leads to its commit; without a name, that one of all does.
func (g gitRepo) belongs(ctx context.Context, ref Ref) error {
	want := []string{"+refs/heads/*:refs/known/heads/*", "+refs/tags/*:refs/known/tags/*"}
	if ref.Name != "" && !isCommit(ref.Name) {
		name, now, err := g.lookup(ctx, ref)
		if err != nil {
			return err
		}
		if now == ref.Digest {
			return nil
		}
		if want = []string{"+" + name + ":refs/known/name"}; name == "" { // the name is gone: any other may have the commit
			want = []string{"+refs/heads/*:refs/known/heads/*", "+refs/tags/*:refs/known/tags/*"}
		}
	}
	if err := g.fetchAll(ctx, maxFetch, nil, want...); err != nil {
		return err
	}
	found, err := g.git(ctx, nil, "for-each-ref", "--count=1", "--contains="+ref.Digest, "--format=%(refname)", "refs/known")
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(found)) == "" {
		return hint.With(&StrayError{ref}, "use a commit that is on a branch or tag of the repository")
	}
	return nil
}
