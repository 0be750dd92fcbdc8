import { createScanner } from '../../../main/data/analysis/scan.ts'
import { createTally } from '../../../main/data/analysis/tally.ts'
import { createDirectory } from '../../../shared/log-rules/directory.ts'
import { createAttribution } from '../../../shared/log-rules/attribute.ts'
import { openSync, readSync } from 'node:fs'
const customers = Array.from({ length: 1200 }, (_, i) => ({
    id: String(10_000 + i) as any,
    name: `Customer ${i} Limited`,
    domains: [`c${i}.example.net`],
    trunkAddresses: i % 10 === 0 ? [`198.51.${100 + (i >> 8)}.${i & 255}`] : [],
    accounts: Array.from({ length: i % 2 === 0 ? 3 : 2 }, (_account, n) => ({
      id: `4420${7_000_000 + 10 * i + n}`,
    })),
  }))
const a = createAttribution(createDirectory(customers as any))
let n=0, notes=0, hits=0; const seen=new Map<string,number>()
const real = a.note
const dir = createDirectory(customers as any)
const att = {...a, note(k:any,r:any){notes++; const l=dir.look(r); if(l.candidates.length||l.ids.length)hits++; const t=r.text.replace(/\d+/g,'0').slice(0,70); seen.set(t,(seen.get(t)??0)+1); real(k,r)}}
const tally=createTally({attribution:att as any})
const s=createScanner({host:'b',file:'x',referenceAt:Date.UTC(2026,0,1),onRecord:(r:any)=>{n++;tally.add(r,'after')}})
const f=openSync('/tmp/mixed128.log','r');const b=Buffer.allocUnsafe(262144)
for(let g=readSync(f,b);g>0;g=readSync(f,b))s.push(b.subarray(0,g))
console.log(s.end(true),n,notes,hits)
for(const [t,c] of [...seen].sort((x,y)=>y[1]-x[1]).slice(0,25))console.log(c,t)
