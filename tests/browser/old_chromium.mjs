// Unpacks a Chromium of February 2020 (80.0.3987, the oldest that the page promises to work in):
// `node old_chromium.mjs PACKAGE.tgz FOLDER` leaves FOLDER/chromium. The npm package chrome-aws-lambda
// (MIT) carries it compressed with Brotli; only its files are used, none of its code.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

// As the package's registry states it for version 2.1.1.
const INTEGRITY = 'Wer2QuygxsCov5bM2+8CLa6qYpNsc5AxYTlgTne00aFoxFP491LGJRxOQtGnYtsJP6UG4pB0SfrwTyPnLys1Lw==';

const [packed, folder] = process.argv.slice(2);
const found = createHash('sha512').update(readFileSync(packed)).digest('base64');
if (found !== INTEGRITY) throw new Error(`${packed} is not chrome-aws-lambda 2.1.1: sha512-${found}`);

mkdirSync(folder, { recursive: true });
execFileSync('tar', ['-xzf', packed, '-C', folder, 'package/bin/chromium.br']);
const program = join(folder, 'chromium');
writeFileSync(`${program}.part`, brotliDecompressSync(readFileSync(join(folder, 'package/bin/chromium.br'))));
chmodSync(`${program}.part`, 0o755);
// Last, so that a program with this name is whole.
renameSync(`${program}.part`, program);
rmSync(join(folder, 'package'), { recursive: true });
