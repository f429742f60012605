package repl

import (
	"cmp"
	"context"
	"strings"

	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Linker sets the address of links from features to another site.
type Linker interface {
	// SetLinkOut sets it, "" for no links.
	SetLinkOut(ctx context.Context, template string) (reply.Report, error)
}

// linkOut sets the address of links, or prints it.
func linkOut(ctx context.Context, env *Env, args []string) error {
	if len(args) > 1 {
		return misused("wanted at most one address; found %s", found(args))
	}
	var report reply.Report
	if len(args) == 1 {
		template := args[0]
		if strings.EqualFold(template, state.NoLinkOut) {
			template = ""
		}
		var err error
		if report, err = env.Session.SetLinkOut(ctx, template); err != nil {
			return err
		}
	}
	env.printf("linkout %s", cmp.Or(env.Session.State().LinkOut, state.NoLinkOut))
	env.report(report)
	return nil
}
