/** Writes the JSON Schemas of our files into `dist/`. Part of the build, after the bundles. */
import fs from 'node:fs';
import { configJsonSchema } from './config-json-schema.ts';

const types = fs.readFileSync('test-host/config/define-config.ts', 'utf8');
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync(
  'dist/ztest.schema.json',
  JSON.stringify(configJsonSchema(types), undefined, 2) + '\n',
);
fs.copyFileSync('server/quarantine/quarantine.schema.json', 'dist/ztest.quarantine.schema.json');
