import { kinds, textBetween } from '../logs/fetch-texts.ts'
for (const k of kinds) console.log(k, textBetween(k, 3000, Date.UTC(2026,10,24), Date.UTC(2026,10,25)).toString().split('\n').slice(0,8).join('\n'))
