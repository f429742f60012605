package session

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestFilterKeepsGenotypes shows that sites that fit a condition keep their genotypes: also where other sites are at the same place, and
// of a condition on what fits another one.
func TestFilterKeepsGenotypes(t *testing.T) {
	files := newLibrary(t)
	head := "##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n" +
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tanna\tbert\n"
	files.write(t, "calls.vcf", head+strings.ReplaceAll(`chr1 101 a A G 50 PASS . GT 0/0 0/1
chr1 201 b A C 10 PASS . GT 0/1 0/1
chr1 201 c A G 50 PASS . GT 1/1 0/0
chr1 201 d A T 90 PASS . GT 0|1 1|1
chr1 301 e A T 90 PASS . GT ./. 1|0
`, " ", "\t"))
	files.write(t, "sites.vcf", strings.ReplaceAll("##fileformat=VCFv4.3\n#CHROM POS ID REF ALT QUAL FILTER INFO\nchr1 101 a A G 50 PASS .\n", " ", "\t"))
	inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
		page := r.join(builtinPage)
		r.load("/calls.vcf")
		r.load("/sites.vcf")
		r.navigate("chr1", 1, 1000)
		chart := r.addChart("Variants Track", "calls")
		genotypes := func(name string) string {
			t.Helper()
			var source string
			for _, m := range r.Measurements() {
				if m.ID == name {
					source = m.DatasourceID
				}
			}
			answer := must(page.Ask(r.ctx, protocol.GetRows, map[string]any{"version": builtinPage, "datasource": source, "seqName": "chr1",
				"start": 1, "end": 1000, "maxRows": 100, "metadata": []string{"id", "genotypes"}}))(t)
			var rows struct {
				Values struct {
					Metadata map[string][]string
				}
			}
			if err := json.Unmarshal(answer, &rows); err != nil {
				t.Fatalf("%v, %s", err, answer)
			}
			out := []string{}
			for i, id := range rows.Values.Metadata["id"] {
				one := id
				if list := rows.Values.Metadata["genotypes"]; len(list) > i {
					one += list[i]
				}
				out = append(out, one)
			}
			return strings.Join(out, " ")
		}
		equal(t, "all", genotypes("calls"), "a01 b11 c20 dBC e.b")
		now, _, err := r.Filter(r.ctx, chart.Handle, "QUAL > 20")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "filtered", genotypes(now.Measurements[0]), "a01 c20 dBC e.b")
		if _, _, err := r.Compute(r.ctx, "good", "calls where QUAL > 20"); err != nil {
			t.Fatal(err)
		}
		of := r.addChart("Variants Track", "good")
		if now, _, err = r.Filter(r.ctx, of.Handle, `alt == "T"`); err != nil {
			t.Fatal(err)
		}
		equal(t, "filtered twice", genotypes(now.Measurements[0]), "dBC e.b")
		if now, _, err = r.Filter(r.ctx, of.Handle, `alt == "Q"`); err != nil {
			t.Fatal(err)
		}
		equal(t, "none", genotypes(now.Measurements[0]), "")
		plain := r.addChart("Variants Track", "sites")
		if now, _, err = r.Filter(r.ctx, plain.Handle, "QUAL > 20"); err != nil {
			t.Fatal(err)
		}
		equal(t, "without samples", genotypes(now.Measurements[0]), "a")
		if !slices.Equal(now.Measurements, []string{"sites_chart3"}) {
			t.Error(now.Measurements)
		}
		r.noFaults(page)
	})
}
