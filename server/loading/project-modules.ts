/** The modules of the project alone: of what is installed the lock file tells, also where packages are made anew for each file. */
import { isInstalled } from '../../modules/installed.ts';
import type { StoredModule, StoredModules } from '../../modules/store.ts';

export function projectModules(stored: StoredModules): StoredModules {
  const own: StoredModules = {};
  for (const [file, module] of Object.entries(stored)) {
    if (!isInstalled(file)) own[file] = withPackages(module);
  }
  return own;
}

function withPackages(module: StoredModule): StoredModule {
  const { targets } = module;
  if (!targets.some(leadsToPackage)) return module;
  return {
    ...module,
    targets: targets.map((to) => (leadsToPackage(to) ? `e${to.slice(1)}` : to)),
  };
}

function leadsToPackage(target: string): boolean {
  return target.startsWith('m') && isInstalled(target);
}
