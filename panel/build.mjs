// Builds the panel: TypeScript, then the extension that JupyterLab loads, then the fingerprint of what it was made of.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { outputDir } = require('./package.json').jupyterlab;

function run(script, ...words) {
  execFileSync(process.execPath, [require.resolve(script), ...words], { stdio: 'inherit' });
}

/** The files of this folder that a person wrote, and npm's lock. */
function sources(folder = '') {
  return readdirSync(folder || '.')
    .filter(name => folder || !['node_modules', 'lib'].includes(name))
    .map(name => (folder ? `${folder}/${name}` : name))
    .flatMap(path => (statSync(path).isDirectory() ? sources(path) : [path]));
}

/** SHA-256 over the files in order: each one's name, a zero byte, its content, a zero byte. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of sources().sort()) {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

rmSync('lib', { recursive: true, force: true });
run('typescript/bin/tsc');
run(
  '@jupyter/builder/lib/build-labextension.js',
  '--core-package-file',
  require.resolve('@jupyterlab/core-meta/core.package.json'),
  '.'
);
// The builder's own copy of package.json, which nobody reads.
rmSync(join(outputDir, 'schemas', 'training-lab-panel', 'package.json.orig'));
writeFileSync(join(outputDir, 'sources.sha256'), `${fingerprint()}\n`);
