package session_test
import ("testing";"fmt";"math";"math/rand/v2";"os";"path/filepath";"strings";"github.com/epiviz/epivizgo/session";"github.com/epiviz/epivizgo/session/reply";"github.com/epiviz/epivizgo/session/genome")
func TestSz(t *testing.T){
 for _, c := range []struct{name string; step,span int; noise float64; dec int}{{"bins10",10,5000,0.15,4},{"cov10",10,5000,0,0}} {
 dir:=t.TempDir(); var names []string
 s,err:=session.Start(t.Context(), session.Options{Addr:"127.0.0.1:0"}); if err!=nil{t.Fatal(err)}
 for k:=range 4 { r:=rand.New(rand.NewPCG(uint64(k),7)); var b strings.Builder
  sm:=0.0; pos:=0
  for i:=0;i<900*c.span/c.step;i++ { at:=i*c.step; center:=float64(at%c.span-c.span/2)
   sm=0.8*sm+0.2*r.NormFloat64()
   v:=20*math.Exp(-center*center/2/300/300)*(1+float64(i*c.step/c.span%7)) ; v=v*(1+c.noise*sm)+ (0.5+c.noise*sm); if c.noise==1 {v=math.Abs(r.NormFloat64())}
   if c.dec==0 { v=float64(int(v*3+2*math.Abs(sm*3))) }
   if v<0 {v=0}
   fmt.Fprintf(&b,"chr1\t%d\t%d\t%.*f\n",at,at+c.step,c.dec,v); pos=at }
  _ = pos
  p:=filepath.Join(dir,fmt.Sprintf("t%d.bedGraph",k)); os.WriteFile(p,[]byte(b.String()),0o644); names=append(names,fmt.Sprintf("t%d",k))
  if _,_,err:=s.Load(t.Context(),p); err!=nil {t.Fatal(err)}
  if _,_,err:=s.AddChart(t.Context(),"Line Track",[]string{fmt.Sprintf("t%d",k)}); err!=nil {t.Fatal(err)}
 }
 opt:=reply.RegionReport{Title:"x",Bins:250}
 for i:=range 900 { opt.Regions=append(opt.Regions, reply.ReportedRegion{Name:fmt.Sprintf("peak_%d",i+1),At:reply.Locus{Interval:genome.Interval{Seq:"chr1",Start:i*c.span,End:(i+1)*c.span}}}) }
 data,err:=s.ReportRegions(t.Context(),opt,func(i int,n []string,err error) error { return err }); if err!=nil {t.Fatal(err)}
 t.Log(c.name,len(data)); s.Close() }
}
