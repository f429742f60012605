package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
)

// TestOwnCertificate checks that --tls self prints the fingerprint of the certificate that pages get, and keeps it.
func TestOwnCertificate(t *testing.T) {
	dir := t.TempDir()
	var first string
	for range 2 {
		var opt session.Options
		var talk bytes.Buffer
		if err := setAccess(&flags{TLS: "self"}, dir, &opt, &talk); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(opt.Certificate.Certificate[0])
		_, printed, _ := strings.Cut(talk.String(), "SHA-256 ")
		if got := strings.ReplaceAll(strings.TrimSpace(printed), ":", ""); !strings.EqualFold(got, hex.EncodeToString(sum[:])) {
			t.Errorf("printed %q, want the fingerprint %x", talk.String(), sum)
		}
		if first != "" && printed != first {
			t.Errorf("the next start has another certificate: %s and %s", first, printed)
		}
		first = printed
	}
}
