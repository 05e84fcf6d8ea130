// Writes tables to open in the browser: `node make_rows.mjs FOLDER`. The same bytes every time.
//   many/答复.csv     5,000 invented replies of 40 units over 5 years, with suggestions and metrics
//   hostile/答复.csv  texts that try to break out of a page
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

// A small generator of numbers (mulberry32), so that no run differs from another.
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const HEADER = ['编号', '年度', '承办单位', '建议标题', '建议内容', '答复内容', '交办日期', '答复日期', '满意度'];

function csv(rows) {
  const cell = (text) => `"${String(text).replace(/"/g, '""')}"`;
  return '\ufeff' + [HEADER, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function write(name, rows) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, '答复.csv'), csv(rows));
}

const PLACES = ['松木桥', '河湾路', '东门小学', '柳树沟', '北山水库', '南关菜场', '青石巷', '白塘村'];
const THINGS = ['更换护栏', '增设路灯', '疏通排水沟', '加装电梯', '改造公厕', '修补路面', '增开班车', '清运垃圾'];
const DONE = [
  (p, t, n) => `${4 + (n % 5)}月${1 + (n % 27)}日，我局会同所在街道到${p}查看，逐段测量，确认问题属实。`,
  (p, t, n) => `${p}${t}工程投资${12 + (n % 80)}万元，已于${5 + (n % 4)}月开工，由区市政公司施工，质监站每周到场检查。`,
  (p, t, n) => `依据《城市道路管理条例》第${10 + (n % 30)}条，我局对占道堆料的${2 + (n % 6)}户下达了限期改正通知。`,
  (p, t, n) => `${p}一带共排查隐患${3 + (n % 20)}处，已处理${1 + (n % 3)}处，其余列入清单，由科长李某某负责，每月通报一次。`,
  (p, t, n) => `${t}所需材料已采购到货，预计${9 + (n % 3)}月底前完成，完成后请代表到现场验看。`,
  (p, t, n) => `受管线迁改影响，${p}南段暂不能施工；供电公司答复最早10月停电，届时一并${t}。`,
];
const EMPTY = [
  () => '我局高度重视，召开专题会议进行研究部署。',
  () => '下一步，我们将进一步加强领导，压实责任，健全长效机制，努力开创工作新局面。',
  () => '您的建议很有针对性，对我们改进工作有很大帮助，我们将认真研究吸纳。',
  () => '待条件成熟后，我们将积极争取上级支持，统筹考虑。',
  () => '相关问题已转有关部门处理。',
];

function many() {
  const next = numbers(20240607);
  const rows = [];
  for (let n = 0; n < 5000; n += 1) {
    const year = 2020 + (n % 5);
    const place = PLACES[next(PLACES.length)];
    const thing = THINGS[next(THINGS.length)];
    const isEmpty = next(100) < 8 + 4 * (year - 2020);
    const lines = isEmpty ? EMPTY : DONE;
    const body = [];
    for (let line = 0; line < (isEmpty ? 3 : 8); line += 1) {
      body.push(lines[next(lines.length)](PLACES[next(PLACES.length)], THINGS[next(THINGS.length)], next(997)));
    }
    const reply = `王代表：\n您提出的关于${place}${thing}的建议收悉，现答复如下。\n${body.join('\n')}\n感谢您对我局工作的关心和支持。\n${year}年6月${1 + (n % 28)}日`;
    rows.push([
      `${year}-${String(n).padStart(4, '0')}`, year, `第${String(1 + next(40)).padStart(2, '0')}局`,
      `关于${place}${thing}的建议`, `${place}多年失修，群众出行不便。建议：一、${thing}；二、公布完成时间。`,
      reply, `${year}-03-0${1 + (n % 9)}`, `${year}-0${4 + next(4)}-1${next(9)}`,
      ['满意', '基本满意', '不满意', '满意', ''][next(5)],
    ]);
  }
  return rows;
}

const TRAPS = [
  '</script><script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 1">',
  '"\'><svg onload=window.broken=1>',
  '<!-- --><![CDATA[ ]]>',
  '{{ 7 * 7 }}{% include "report.html" %}${7*7}',
  '\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
  '😀👨‍👩‍👧‍👦🇨🇳\u{20000}e\u0301\u2028\u2029',
  'https://example.invalid/' + 'a'.repeat(400),
  'W'.repeat(600),
  '&lt;b&gt;&amp;#60;script&#62;',
  '__proto__', 'constructor', 'hasOwnProperty',
  'javascript:window.broken=1',
  '%E0%A4%A&open=x#y=z',
];

function hostile() {
  return TRAPS.flatMap((trap, n) => [2023, 2024].map((year) => [
    year === 2023 ? `甲${n}` : trap, year, `${trap}局`, `关于${trap}的建议`, `建议：一、${trap.slice(0, 40)}修好；二、公布${trap.slice(0, 40)}时间。`,
    n % 2 ? `您的建议${trap}收悉，感谢${trap}。我们将认真研究${trap}，欢迎继续提出意见。` : `您好：${trap}\n5月8日我局到${trap}现场查看，已修补路面12处，投资3万元${trap}。\n${trap}将于2024年12月底前完工。`,
    `${year}-03-01`, `${year}-05-01`, '满意',
  ]));
}

write('many', many());
write('hostile', hostile());
