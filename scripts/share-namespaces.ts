/**
 * esbuild copies a builtin, with a getter for each of its names, in every file that imports it: 100 copies in the command, 40 in
 * a host, some milliseconds of each. An object for all that inherits from the builtin is the same to them.
 */
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';

const HELPER = '__toESM=(mod,isNodeMode,target)=>';

const SHARING = `__namespaces=new Map,__toESM=(mod,isNodeMode)=>{
if(!isNodeMode)return __copyToESM(mod);
let known=__namespaces.get(mod);
if(known===void 0)__namespaces.set(mod,known=__create(mod,{default:{value:mod,enumerable:!0}}));
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
