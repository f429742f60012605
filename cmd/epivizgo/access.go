package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/alecthomas/kong"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/server"
	"github.com/epiviz/epivizgo/session/store"
)

// What the state folder keeps for the user alone, so that pages know the program again.
const (
	tokenFile       = "token"
	certificateFile = "tls.pem"
)

// tokenFlag is --token, or --token=new.
type tokenFlag struct{ on, renew bool }

// IsBool returns true: no word has to follow the flag.
func (tokenFlag) IsBool() bool { return true }

// Decode sets the flag for kong.
func (t *tokenFlag) Decode(ctx *kong.DecodeContext) error {
	t.on = true
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		return nil
	}
	if word := ctx.Scan.Pop().String(); word != "new" {
		return fmt.Errorf("%q is no value; wanted --token, or --token=new", word)
	}
	t.renew = true
	return nil
}

// checkAccess reports which flags do not go together.
func (f *flags) checkAccess() error {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key are given both or not at all")
	case f.TLS != "" && f.TLSCert != "":
		return errors.New("--tls self makes a certificate, and --tls-cert gives another; give only one")
	case f.Insecure && (f.TLS != "" || f.TLSCert != ""):
		return errors.New("--insecure is to do without TLS, which other flags ask for")
	}
	return nil
}

// setAccess sets who may connect. dir is the state folder, "" for none.
func setAccess(f *flags, dir string, opt *session.Options, talk io.Writer) error {
	opt.Insecure = f.Insecure
	makeToken := func() ([]byte, error) { return []byte(server.NewToken()), nil }
	token, err := secret(dir, tokenFile, f.Token.renew, func(b []byte) bool { return server.IsToken(string(b)) }, makeToken, talk)
	if err != nil {
		return err
	}
	opt.Token = string(token)
	switch {
	case f.TLSCert != "":
		cert, err := tls.LoadX509KeyPair(f.TLSCert, f.TLSKey)
		if err != nil {
			return fmt.Errorf("--tls-cert %s with --tls-key %s: %w", f.TLSCert, f.TLSKey, err)
		}
		opt.Certificate = &cert
	case f.TLS != "":
		now := time.Now()
		good := func(b []byte) bool {
			cert, err := tls.X509KeyPair(b, b)
			return err == nil && server.StillGood(&cert, now)
		}
		text, err := secret(dir, certificateFile, false, good, func() ([]byte, error) { return server.SelfSigned(now) }, talk)
		if err != nil {
			return err
		}
		cert, err := tls.X509KeyPair(text, text)
		if err != nil {
			return err
		}
		opt.Certificate = &cert
		fmt.Fprintf(talk, "browsers warn of the certificate, which nobody vouches for; its fingerprint is SHA-256 %s\n",
			server.Fingerprint(&cert))
	}
	return nil
}

// secret returns what the state folder keeps, or what only this program has.
func secret(dir, name string, renew bool, good func([]byte) bool, make func() ([]byte, error), talk io.Writer) ([]byte, error) {
	if dir == "" {
		return make()
	}
	if renew {
		if err := store.RemoveSecret(dir, name); err != nil {
			return nil, err
		}
	}
	b, note, err := store.Secret(dir, name, good, make)
	if note != "" {
		fmt.Fprintln(talk, note)
	}
	if err != nil && b != nil {
		fmt.Fprintf(talk, "pages have to be opened by a new link when this program is started again: %v\n", err)
		err = nil
	}
	return b, err
}

// printLinks prints how pages connect. chat takes what nobody has to know, talk what was asked for.
func printLinks(f *flags, s *session.Session, chat, talk io.Writer) {
	if s.Moved() {
		fmt.Fprintln(chat, "the usual port is taken by another program; using another")
	}
	fmt.Fprintln(chat, s.URL())
	if s.Loopback() {
		fmt.Fprintf(chat, "for a real EpiViz page, add to its address: websocket-host[]=%s\n", s.WebSocketURL())
	}
	if f.Token.on || !s.Loopback() {
		to := talk
		if !f.Token.on {
			to = chat
		}
		fmt.Fprintf(to, "with the token, for pages and programs of others: websocket-host[]=%s\n", s.TokenURL())
	}
	if !s.Loopback() {
		fmt.Fprintln(talk, "other machines can connect to this address with the token, and then see the data")
		for _, link := range s.OtherURLs() {
			fmt.Fprintf(chat, "from there: %s\n", link)
		}
	}
	if !server.OwnersKnown() {
		fmt.Fprintln(chat, "this system does not say whose programs connect: every user of this machine can, without the token, as a program")
	}
}
