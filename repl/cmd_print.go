package repl

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

// Picturer draws what the session shows.
type Picturer interface {
	// DrawPicture draws charts, without a page, and returns the file.
	DrawPicture(ctx context.Context, opt reply.Picture) (file reply.PictureFile, report reply.Report, err error)
	// DrawInline draws charts for a terminal.
	DrawInline(ctx context.Context, opt reply.Inline) (made reply.InlinePicture, report reply.Report, err error)
	// DrawPictures draws a picture of each place, up to jobs at a time, as many as cores if it is 0. take is called with
	// them in the order of the places; its first error ends the drawing. The report is of all pictures.
	DrawPictures(ctx context.Context, opt reply.Picture, places []reply.Locus, jobs int,
		take func(i int, file reply.PictureFile, report reply.Report, err error) error) (reply.Report, error)
	// DrawPages draws them as the pages of a PDF; one that cannot be drawn is left out.
	DrawPages(ctx context.Context, opt reply.Picture, title string, pages []reply.PicturePage, jobs int, w io.Writer,
		took func(i int, report reply.Report, err error) error) (reply.Report, error)
	// Print has a page make a picture, "svg" or "png", of a chart or with handle 0 of all.
	// Real pages download one by themselves, which the report says; data is nil
	// when only those are connected.
	Print(ctx context.Context, handle int, fileName, fileType string) (data []byte, report reply.Report, err error)
}

// lookOptions say what pictures look like.
var lookOptions = []Option{
	{Name: "width", Arg: "PIXELS", Help: "how wide the picture is, names of charts included"},
	{Name: "theme", Arg: "NAME", Help: "light or dark", Values: []string{"light", "dark"}},
	{Name: "scale", Arg: "N", Help: "pixels of a PNG for each pixel of the width: 2 unless it is given"},
	{Name: "dpi", Arg: "N", Help: "pixels of a PNG for each inch, of which the width has 96 pixels; instead of --scale"},
}

var printOptions = append(lookOptions[:len(lookOptions):len(lookOptions)],
	Option{Name: "from", Arg: "browser", Help: "the page takes the picture", Values: []string{"browser"}})

// printPicture writes a picture of charts, or of all.
func printPicture(ctx context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, printOptions)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return misused("wanted charts, if not all, and a file; found nothing")
	}
	file := args[len(args)-1]
	path := expandHome(file)
	typ := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	if !slices.Contains(reply.PictureTypes, typ) {
		return misused("wanted a file that ends in .svg, .png or .pdf; found %q", file)
	}
	opt, err := lookOf(opts, typ, file)
	if err != nil {
		return err
	}
	if args = args[:len(args)-1]; len(args) > 0 {
		charts, err := chooseCharts(env, args)
		if err != nil {
			return err
		}
		opt.Handles = charts.handles
	}
	if err := env.refuseLoaded(path); err != nil { // before it is drawn
		return err
	}
	draw := env.Session.DrawPicture
	if opts.has("from") {
		if draw, err = fromBrowser(env, opts, path); err != nil {
			return err
		}
	}
	made, report, err := draw(ctx, opt)
	if err == nil && made.Data != nil {
		if err = env.writeWhole(path, made.Data); err == nil {
			size := hint.Size(int64(len(made.Data)))
			if made.Width > 0 {
				size = fmt.Sprintf("%d × %d pixels", made.Width, made.Height)
			}
			env.printf("wrote %s, %s", file, size)
		}
	}
	env.report(report)
	if err == nil && made.Data == nil {
		return withHint(fmt.Errorf("%s was not written", file), "the program makes such files without --from browser")
	}
	return err
}

// lookOf reads what pictures of a type look like; what names them in errors.
func lookOf(opts given, typ, what string) (opt reply.Picture, err error) {
	opt.Type = typ
	if theme := opts["theme"]; opts.has("theme") {
		if opt.Theme = protocol.Theme(strings.ToLower(theme)); !slices.Contains([]protocol.Theme{"light", "dark"}, opt.Theme) {
			return opt, misused("wanted light or dark after --theme; found %q", theme)
		}
	}
	dpi := 0.0
	for _, n := range []struct {
		name        string
		to          *float64
		least, most float64
	}{
		{"width", &opt.Width, reply.NarrowestPicture, reply.WidestPicture},
		{"scale", &opt.Scale, 0.1, reply.SharpestPicture},
		{"dpi", &dpi, 10, 96 * reply.SharpestPicture},
	} {
		if !opts.has(n.name) {
			continue
		}
		v, err := strconv.ParseFloat(opts[n.name], 64)
		if err != nil || !(v >= n.least && v <= n.most) {
			return opt, misused("wanted a number from %g to %g after --%s; found %q", n.least, n.most, n.name, opts[n.name])
		}
		*n.to = v
	}
	switch {
	case opts.has("scale") && opts.has("dpi"):
		return opt, misused("wanted one of --scale and --dpi")
	case (opts.has("scale") || opts.has("dpi")) && opt.Type != "png":
		return opt, misused("--scale and --dpi are for .png; %s has no pixels", what)
	case opts.has("dpi"):
		opt.Scale = dpi / 96
	}
	return opt, nil
}

// fromBrowser returns what has a page take the picture.
func fromBrowser(env *Env, opts given, path string) (
	draw func(context.Context, reply.Picture) (reply.PictureFile, reply.Report, error), err error) {
	if opts["from"] != "browser" {
		return nil, misused("wanted browser after --from; found %q", opts["from"])
	}
	if len(opts) > 1 {
		return nil, misused("--from browser takes the picture as the page has it, without other options")
	}
	return func(ctx context.Context, opt reply.Picture) (file reply.PictureFile, report reply.Report, err error) {
		if opt.Type == "pdf" || len(opt.Handles) > 1 {
			return file, report, withHint(fmt.Errorf("a page takes pictures of one chart or all, as .svg or .png"), "leave out --from browser")
		}
		handle := 0
		if len(opt.Handles) == 1 {
			handle = opt.Handles[0]
		}
		file.Data, report, err = env.Session.Print(ctx, handle, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), opt.Type)
		return file, report, err
	}, nil
}
