package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// shell runs a line of the system's shell, which has the terminal if there is one.
func shell(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted a command of the system after it")
	}
	if changesOnlyFolder(args[0]) {
		return withHint(errors.New("cd would change the folder of that one command only"),
			"this program stays in the folder that it was started in; paths may lead elsewhere")
	}
	words := shellWords(args[0])
	path, err := exec.LookPath(words[0])
	if err != nil {
		return err
	}
	var loan *Loan
	if env.hook == 0 && !env.redirected {
		loan = env.output.console.Lend()
	}
	var cmd *exec.Cmd
	if loan != nil {
		cmd = program(lifetime(ctx), path, words)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = loan.In, loan.Out, loan.Out
	} else {
		cmd = program(ctx, path, words)
		if !env.InputTaken {
			cmd.Stdin = os.Stdin
		}
		cmd.Stdout, cmd.Stderr = env.Out, &LockedWriter{W: env.Talk}
	}
	cmd.Env = append(os.Environ(), env.settings(ctx)...)
	err = cmd.Run()
	if loan != nil {
		mend(loan, err)
		loan.GiveBack(false)
	}
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay): // a program in the background goes on
		return nil
	case loan == nil && ctx.Err() != nil || loan != nil && interrupted(err):
		return errCancelled
	}
	return fmt.Errorf("%s: %w", strings.Fields(args[0])[0], err)
}

// changesOnlyFolder reports whether a line of the shell changes the folder and does nothing there.
func changesOnlyFolder(line string) bool {
	words := strings.Fields(line)
	return len(words) > 0 && words[0] == "cd" && !strings.ContainsAny(line, ";&|")
}

// settings returns the values of the variables, as a program gets them.
func (e *Env) settings(ctx context.Context) (list []string) {
	for _, v := range variables {
		if values, err := v.values(ctx, e); err == nil {
			list = append(list, v.name+"="+strings.Join(values, " "))
		}
	}
	return list
}

// version prints the version of the program.
func version(_ context.Context, env *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	env.printf("epivizgo %s", env.Version)
	return nil
}
