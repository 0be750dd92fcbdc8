import { createFindLines } from '../../../main/data/analysis/find-lines.ts'
import { textMemory } from '../../../main/data/analysis/text-memory.ts'
import { openSync, readSync } from 'node:fs'
const f=openSync('/tmp/mixed128.log','r');const b=Buffer.allocUnsafe(65536); readSync(f,b); const end=b.lastIndexOf(10)+1
const m=textMemory(); createFindLines(); const at=m.hold(b,0,end,new Uint8Array(0))
const best=(name:string,f:()=>void,per:number)=>{let low=Infinity;for(let i=0;i<40;i++){const t=performance.now();for(let k=0;k<20;k++)f();low=Math.min(low,(performance.now()-t)/20)};console.log(name,(low*1e6/per).toFixed(3),'ns/unit')}
best('lines/byte',()=>{m.lines(at,at+end,0,1)},end)
best('hash100',()=>{for(let i=0;i<500;i++)m.hash(at+i*100,100)},500)
best('hash40',()=>{for(let i=0;i<500;i++)m.hash(at+i*100,40)},500)
best('hash2000',()=>{for(let i=0;i<30;i++)m.hash(at+i*2000,2000)},30)
