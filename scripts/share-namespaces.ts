/**
 * esbuild copies a builtin, with a getter for each of its names, in every file that imports it: 100 copies in the command, 40 in
 * a host, a tenth of what the command does in a short run. One copy for all is the same to them.
 */
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';

const HELPER = '__toESM=(mod,isNodeMode,target)=>';

const SHARING = `__namespaces=new Map,__toESM=(mod,isNodeMode)=>{
let known=isNodeMode?__namespaces.get(mod):void 0;
if(known===void 0){known=__copyToESM(mod,isNodeMode);if(isNodeMode)__namespaces.set(mod,known)}
return known},__copyToESM=(mod,isNodeMode,target)=>`.replaceAll('\n', '');

/** @param directory of bundles */
export function shareNamespaces(directory: string): void {
  let shared = 0;
  for (const name of fs.readdirSync(directory)) {
    if (!name.endsWith('.cjs')) continue;
    const file = path.join(directory, name);
    const code = fs.readFileSync(file, 'utf8');
    if (!code.includes(HELPER)) continue;
    fs.writeFileSync(file, code.replace(HELPER, SHARING));
    shared++;
  }
  assert(shared > 0, "esbuild's helper is another one now");
}
