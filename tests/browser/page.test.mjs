// Opens index.html as people do. Needs REPORTS (a folder with demo, many and hostile) and CHROMIUM.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const REPORTS = process.env.REPORTS;
const LETTERS = ['demo', 'many', 'hostile'];
const url = (name, fragment = '') => pathToFileURL(join(REPORTS, name, 'index.html')).href + fragment;

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
});
after(() => browser.close());

// A page that fails its test at any error, dialog or request beyond the file itself.
async function open(name, { fragment = '', width = 1280, scheme = 'light', before = null } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url(name)) faults.push(`request: ${request.url()}`);
  });
  if (before) await page.addInitScript(before);
  await page.goto(url(name, fragment));
  return { page, close: async () => { await context.close(); assert.deepEqual(faults, []); } };
}

const status = (page) => page.locator('#shown').textContent();
const found = async (page) => Number((await status(page)).match(/符合条件 (\d+)/)[1]);
const lines = (page) => page.locator('#list article');
const expanded = (page) => page.locator('#list button[aria-expanded=true]');
const told = async (page, expected) => {
  await page.waitForFunction((text) => document.getElementById('shown').textContent.startsWith(text), expected);
};

describe('the demo', () => {
  test('shows every reply and begins with five sentences that bear numbers', async () => {
    const { page, close } = await open('demo');
    assert.equal(await found(page), 300);
    const sentences = await page.locator('.briefing li').allTextContents();
    assert.equal(sentences.length, 5);
    for (const sentence of sentences) assert.match(sentence, /\d/);
    assert.equal(await page.locator('h1').count(), 1);
    await close();
  });

  test('searches the texts', async () => {
    const { page, close } = await open('demo');
    await page.fill('#f-q', '健全长效机制');
    await page.waitForFunction(() => !document.getElementById('shown').textContent.startsWith('符合条件 300'));
    const hits = await found(page);
    assert.ok(hits > 0 && hits < 100, String(hits));
    await lines(page).first().locator('h3 button').click();
    assert.match(await page.locator('.text').first().textContent(), /健全长效机制/);
    await page.fill('#f-q', '没有这样的话');
    await told(page, '符合条件 0 /');
    assert.ok(await page.locator('#nothing').isVisible());
    await close();
  });

  test('filters by unit, year, verdict, disposal and rule, and all of them together', async () => {
    const { page, close } = await open('demo');
    const counted = {};
    for (const [field, value] of [['unit', '教育局'], ['year', '2024'], ['verdict', '三句话'], ['disposal', '复核'], ['rule', 'A010']]) {
      await page.selectOption(`#f-${field}`, value);
      counted[field] = await found(page);
      assert.ok(counted[field] > 0 && counted[field] < 300, `${field} ${counted[field]}`);
      await page.click('#f-clear');
      assert.equal(await found(page), 300);
    }
    assert.deepEqual([counted.unit, counted.year], [40, 75]);
    await page.selectOption('#f-unit', '城市管理局');
    await page.selectOption('#f-year', '2024');
    await page.selectOption('#f-disposal', '复核');
    for (const where of await page.locator('#list .where').allTextContents()) {
      assert.match(where, /2024年 · 城市管理局 · 处置 复核/);
    }
    assert.match(page.url(), /unit=.*&year=2024&disposal=/);
    await close();
  });

  test('sorts the list and the table of units', async () => {
    const { page, close } = await open('demo');
    await page.selectOption('#f-sort', 'high');
    const points = (await page.locator('#list .points').allTextContents()).map((text) => parseFloat(text.slice(3)));
    assert.deepEqual(points, [...points].sort((a, b) => b - a));
    assert.ok(points[0] > points[points.length - 1]);
    const head = page.locator('table.sortable th', { hasText: '平均得分' }).first();
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const scores = () => page.locator('table.sortable tbody tr td:nth-child(4)').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)));
    const up = await scores();
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await scores(), up.reverse());
    await close();
  });

  test('opens a reply: marked text, strip, asks, findings, and a ledger that adds up', async () => {
    const { page, close } = await open('demo');
    const article = lines(page).first();
    await article.locator('h3 button').click();
    const body = page.locator('#list .body');
    assert.ok(await body.locator('mark').count() > 0);
    assert.match(await body.locator('.strip').getAttribute('aria-label'), /字/);
    assert.ok(await body.locator('.asks tbody tr').count() > 0);
    assert.ok(await body.locator('.hits tbody tr').count() > 0);
    const cells = await body.locator('.ledger tbody tr td:nth-child(2)').allTextContents();
    const points = cells.map((text) => Math.round(parseFloat(text) * 100));
    const sum = points.pop();
    assert.equal(points.reduce((a, b) => a + b, 0), sum);
    const shown = await article.locator('.points').textContent();
    assert.equal(Math.round(parseFloat(shown.slice(3)) * 100), sum);
    await close();
  });

  test('the dimensions of a unit add up to its mean score', async () => {
    const { page, close } = await open('demo');
    const units = await page.locator('section.unit').evaluateAll((all) => all.map((unit) => {
      const cells = [...unit.querySelectorAll('table')[0].querySelectorAll('tbody td:nth-child(2)')];
      const score = unit.querySelector('.facts').textContent.match(/平均得分 ([\d.]+)/)[1];
      return [cells.reduce((sum, cell) => sum + Number(cell.textContent), 0), Number(score)];
    }));
    assert.equal(units.length, 12);
    for (const [sum, score] of units) assert.ok(Math.abs(sum - score) < 0.1, `${sum} ${score}`);
    await close();
  });

  test('what has the focus is not hidden under the contents', async () => {
    const { page, close } = await open('demo');
    await lines(page).nth(40).locator('h3 button').focus();
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Shift+Tab');
      const [top, bottom] = await page.evaluate(() => [
        document.activeElement.getBoundingClientRect().top,
        document.querySelector('nav.contents').getBoundingClientRect().bottom,
      ]);
      assert.ok(top >= bottom, `${top} under ${bottom}`);
    }
    await close();
  });

  test('a fragment leads to one reply, and back leads back', async () => {
    const { page, close } = await open('demo', { fragment: '#open=2024-073' });
    assert.equal(await expanded(page).count(), 1);
    assert.equal(await expanded(page).getAttribute('data-id'), '2024-073');
    assert.ok(await page.evaluate(() => document.activeElement.dataset.id === '2024-073'), 'focus');
    const box = await expanded(page).boundingBox();
    assert.ok(box.y >= 0 && box.y < 900, 'it is in view');
    await page.selectOption('#f-unit', '教育局');
    assert.equal(await expanded(page).count(), 0);
    assert.equal(await found(page), 40);
    await page.goBack();
    await told(page, '符合条件 300');
    assert.equal(await expanded(page).getAttribute('data-id'), '2024-073');
    assert.equal(await page.inputValue('#f-unit'), '');
    await page.goForward();
    await told(page, '符合条件 40');
    await close();
  });

  test('links of the sections lead into the list', async () => {
    const { page, close } = await open('demo');
    await page.locator('#unit-1 .facts a').click();
    await page.waitForFunction(() => document.getElementById('f-unit').value);
    const unit = await page.inputValue('#f-unit');
    assert.ok(unit && (await found(page)) < 300, unit);
    const id = await page.locator('.quotes a[href^="#open="]').first().textContent();
    await page.locator('.quotes a[href^="#open="]').first().click();
    await page.waitForFunction((id) => document.querySelector('#list button[aria-expanded=true]')?.dataset.id === id, id);
    await close();
  });

  test('a link that leads nowhere says so and breaks nothing', async () => {
    for (const fragment of ['#open=nobody', '#q=%E0%A4%A', '#unit=__proto__&sort=constructor&open=constructor', '#=&&=']) {
      const { page, close } = await open('demo', { fragment });
      await told(page, '符合条件');
      if (fragment.includes('nobody')) assert.match(await status(page), /nobody 不在本页/);
      await close();
    }
  });

  test('everything goes by keyboard, and what a mark means is told on focus', async () => {
    const { page, close } = await open('demo');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.focus('#f-q');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-unit');
    await lines(page).first().locator('h3 button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await expanded(page).count(), 1);
    assert.ok(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded') === 'true'), 'focus stays');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MARK');
    assert.ok(await page.locator('#tip').isVisible());
    assert.match(await page.locator('#tip').textContent(), /为什么/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-describedby')), 'tip');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(ring, 'solid', 'the focus is seen');
    await page.keyboard.press('Escape');
    assert.ok(await page.locator('#tip').isHidden());
    await page.locator('#list mark').first().hover();
    assert.ok(await page.locator('#tip').isVisible());
    await page.locator('#list .body button', { hasText: '下一件' }).focus();
    await page.keyboard.press('Enter');
    const second = await lines(page).nth(1).locator('h3 button').getAttribute('data-id');
    assert.equal(await expanded(page).getAttribute('data-id'), second);
    await close();
  });

  test('says what is counted in a live region', async () => {
    const { page, close } = await open('demo');
    assert.equal(await page.locator('#shown').getAttribute('aria-live'), 'polite');
    assert.match(await status(page), /先显示 50 件/);
    await page.click('#f-more');
    assert.match(await status(page), /先显示 100 件/);
    assert.equal(await lines(page).count(), 100);
    assert.equal(await page.evaluate(() => document.activeElement.closest('article').id), await lines(page).nth(50).getAttribute('id'));
    await close();
  });
});

const settled = (page) => page.waitForFunction(() => !document.getElementById('shown').textContent.includes('正在解开'));
const follow = async (page, id) => {
  await page.evaluate((id) => { location.hash = '#open=' + encodeURIComponent(id); }, id);
  await page.waitForFunction((id) => document.querySelector('#list button[aria-expanded=true]')?.dataset.id === id, id);
};
// The same page changed; it stands beside the real one.
const variant = (name, change) => {
  const folder = join(REPORTS, `many-${name}`);
  mkdirSync(folder, { recursive: true });
  const page = readFileSync(join(REPORTS, 'many', 'index.html'), 'utf8');
  const changed = change(page);
  assert.notEqual(changed, page);
  writeFileSync(join(folder, 'index.html'), changed);
  return `many-${name}`;
};
const MORE = /<script type="text\/plain" id="page-more">[^<]*<\/script>/;

describe('5,000 replies', () => {
  test('fit into 8 MB, each with its text', async () => {
    const bytes = statSync(join(REPORTS, 'many', 'index.html')).size;
    assert.ok(bytes <= 8_000_000, `${bytes} bytes`);
    const { page, close } = await open('many');
    await settled(page);
    assert.equal(await found(page), 5000);
    assert.match(await page.locator('#replies .lead').textContent(), /判读的 5000 件答复，全部列在本页；都带正文/);
    for (const id of ['2020-0000', '2021-2501', '2024-4999']) {
      await follow(page, id);
      assert.match(await page.locator('#list .text').textContent(), /建议收悉，现答复如下/);
    }
    await close();
  });

  test('answer a search in all texts within two seconds', async () => {
    const { page, close } = await open('many');
    await settled(page);
    const began = Date.now();
    await page.fill('#f-q', '河湾路 质监站');
    await page.waitForFunction(() => !document.getElementById('shown').textContent.startsWith('符合条件 5000'));
    assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
    assert.ok(await found(page) > 1000, String(await found(page)));
    await close();
  });

  test('a link leads to a reply far down the list and pins it to the top', async () => {
    const { page, close } = await open('many', { fragment: '#open=2020-0005' });
    await settled(page);
    assert.equal(await expanded(page).getAttribute('data-id'), '2020-0005');
    assert.equal(await lines(page).first().locator('h3 button').getAttribute('data-id'), '2020-0005');
    assert.match(await status(page), /最上面是链接所指的一件/);
    assert.ok(await page.locator('#list .text').isVisible());
    await close();
  });

  test('a reply without text says where the text is', async () => {
    const { page, close } = await open(variant('cut', (page) => page.replace(MORE, '')), { fragment: '#open=2020-0005' });
    assert.match(await page.locator('#list .body').textContent(), /没有收入本页/);
    await close();
  });

  test('a broken copy and an old browser are told, and the rest works', async () => {
    const broken = variant('broken', (page) => page.replace(/(id="page-more">[^<]{5000})[^<]*/, '$1'));
    const { page, close } = await open(broken, { fragment: '#open=2020-0005' });
    await settled(page);
    assert.match(await status(page), /解不开，文件可能不完整/);
    await close();
    const old = await open('many', { fragment: '#open=2020-0005', before: () => { delete window.DecompressionStream; } });
    assert.match(await status(old.page), /浏览器太旧/);
    await old.page.selectOption('#f-disposal', '复核');
    await lines(old.page).first().locator('h3 button').click();
    assert.ok(await old.page.locator('#list .text').isVisible());
    await old.close();
  });
});

describe('hostile texts', () => {
  test('stay texts, in every reply', async () => {
    const { page, close } = await open('hostile');
    const count = await lines(page).count();
    assert.equal(count, await found(page));
    const elements = () => page.locator('img, iframe, object, embed, link, svg[onload], script:not([id])').count();
    assert.equal(await elements(), 1, 'only our own script');
    for (let n = 0; n < count; n += 1) {
      await lines(page).nth(n).locator('h3 button').click();
      const id = await expanded(page).getAttribute('data-id');
      const verbatim = await page.evaluate((id) => {
        const reply = JSON.parse(document.getElementById('page-data').textContent).replies.find((one) => one.i === id);
        const text = reply.d.t.map((piece) => (typeof piece === 'string' ? piece : piece[0])).join('');
        return text === document.querySelector('#list .text').textContent;
      }, id);
      assert.ok(verbatim, id);
    }
    assert.equal(await elements(), 1);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    await close();
  });

  test('every unit and every reply can be linked', async () => {
    const { page, close } = await open('hostile');
    const ids = await page.locator('#list h3 button').evaluateAll((all) => all.map((one) => one.dataset.id));
    for (const id of ids) {
      await page.evaluate((id) => { location.hash = '#open=' + encodeURIComponent(id); }, id);
      await page.waitForFunction((id) => document.querySelector('#list button[aria-expanded=true]')?.dataset.id === id, id);
    }
    const units = await page.locator('#f-unit option').evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
    for (const unit of units) {
      await page.selectOption('#f-unit', unit);
      assert.equal(await found(page), 2, unit);
    }
    await close();
  });
});

for (const name of LETTERS) {
  describe(`axe and layout: ${name}`, () => {
    for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
      test(`no serious finding, ${scheme}, ${width} px`, async () => {
        const { page, close } = await open(name, { scheme, width });
        await settled(page);
        await lines(page).first().locator('h3 button').click();
        await page.locator('#list mark').first().focus();
        await page.addScriptTag({ content: AXE });
        const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        const serious = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
        const said = serious.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`);
        assert.deepEqual(said, []);
        await close();
      });
    }

    test('nothing runs over the edge at 360 px', async () => {
      const { page, close } = await open(name, { width: 360 });
      await settled(page);
      await lines(page).first().locator('h3 button').click();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${over} px`);
      await close();
    });

    test('prints on A4 without controls, with every family unfolded', async () => {
      const { page, close } = await open(name);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
      assert.match(pdf.toString('latin1'), /MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
      await page.emulateMedia({ media: 'print' });
      for (const control of ['#filters', 'nav.contents', '.skip', '#f-more']) {
        assert.ok(await page.locator(control).first().isHidden(), control);
      }
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      assert.equal(await page.locator('details.family:not([open])').count(), 0);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await close();
    });
  });
}
