package genome

import "testing"

func TestSecondary(t *testing.T) {
	has := func(name string) bool { return name == "chr6" || name == "2L" }
	for name, want := range map[string]bool{
		"chr6": false, "6": false, "chrX": false, "MT": false, "2L": false, "NC_000006.12": false, "chrIV": false, "HiC_chr_1": false,
		"chr6_alt9": true, "chr6_GL000250v2_alt": true, "chr1_KI270706v1_random": true, "chrUn_GL000195v1": true,
		"HSCHR6_MHC_COX_CTG1": true, "CHR_HSCHR6_MHC_APD_CTG1": true, "HG1012_PATCH": true, "KI270728.1": true, "NT_187380.1": true,
		"chr6_cox_hap2": true, "2L_extra": true, "hs37d5": true, "scaffold_12": true, "Un": true, "JAABCD010000012.1": true,
	} {
		if got := Secondary(name, has); got != want {
			t.Errorf("%s: %t, want %t", name, got, want)
		}
	}
}
