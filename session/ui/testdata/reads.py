# Makes the reads of the tests of the Alignments Track:
#   python3 reads.py > reads.sam && samtools view -b --no-PG -o reads.bam reads.sam && samtools index reads.bam
import random
random.seed(5)
unit='GATTACACGT'
L=1100000
def ref(a,b): return ''.join(unit[i%10] for i in range(a,b))
out=[]
def add(name,flag,pos,mapq,cig,rn,pn,tl,seq,tags): out.append((pos,'\t'.join([name,str(flag),'chr1',str(pos+1),str(mapq),cig,rn,str(pn),str(tl),seq,'I'*len(seq)]+tags)))
def mut(s,p,at,b): 
    i=at-p
    return s[:i]+b+s[i+1:] if 0<=i<len(s) else s
for region,n,span in ((99800,120,6400),(124000,60,260)):
    for i in range(n):
        p=region+random.randrange(span); q=p+random.randrange(80,400)
        if i==7: q=p+1600
        hp=1+i%2
        def sq(p):
            s=ref(p,p+75)
            for at in (100200,102000,124150):
                if hp==2: s=mut(s,p,at,'C' if unit[at%10]!='C' else 'A')
            if random.random()<.3: s=mut(s,p,p+random.randrange(75),random.choice('ACGTN'))
            return s
        nm='r%d_%d'%(region,i); mq=random.choice([60,60,60,30,0])
        tags=['HP:i:%d'%hp] if i%5 else []
        f=(99,147)
        if i==3: f=(65,129)
        if i==4: f=(81,161)
        add(nm,f[0],p,mq,'75M','=',q+1,q+75-p,sq(p),tags); add(nm,f[1],q,mq,'75M','=',p+1,-(q+75-p),sq(q),tags)
p=124130
add('del',0,p,60,'20M6D30M','*',0,0,ref(p,p+20)+ref(p+26,p+56),[])
add('ins',16,p-9,60,'5S25M4I30M','*',0,0,'TTTTT'+ref(p-9,p+16)+'GGGG'+ref(p+16,p+46),[])
add('spl',0,p-40,60,'30M50N30M3H','*',0,0,ref(p-40,p-10)+ref(p+40,p+70),['XS:A:+'])
add('away',97,p+3,60,'50M','chr2',500,0,ref(p+3,p+53),[])
s=ref(p-20,p+40); n=s.count('C')
add('mod',0,p-20,60,'60M','*',0,0,s,['MM:Z:C+m?'+',0'*n+';','ML:B:C,'+','.join(str((37*k)%256) for k in range(n))])
out.sort()
print('@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:%d\n@SQ\tSN:chr2\tLN:%d'%(L,L))
for r in out: print(r[1])
