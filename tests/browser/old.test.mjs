// Uses index.html in a Chromium of February 2020 as people do. Needs REPORTS (a folder with demo,
// many and hostile) and OLD_CHROMIUM. The driver of the other tests is too new for that browser,
// so this one speaks the DevTools protocol over a pipe.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const REPORTS = process.env.REPORTS;
const url = (name, fragment = '') => pathToFileURL(join(REPORTS, name, 'index.html')).href + fragment;

// One message a call, parted by NUL, over file descriptors 3 (to the browser) and 4 (from it).
class Browser {
  constructor() {
    this.profile = mkdtempSync(join(tmpdir(), 'old-chromium-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`, 'about:blank'];
    this.process = spawn(process.env.OLD_CHROMIUM, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.waiting = new Map();
    this.listeners = [];
    this.number = 0;
    let rest = Buffer.alloc(0);
    this.process.stdio[4].on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.take(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
    this.process.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`the browser ended (${code})`));
      this.waiting.clear();
    });
    this.process.on('error', (error) => {
      for (const { reject } of this.waiting.values()) reject(error);
    });
    this.process.stdio[3].on('error', () => {});
  }

  take(message) {
    const call = this.waiting.get(message.id);
    if (!call) {
      this.listeners.forEach((listener) => listener(message));
      return;
    }
    this.waiting.delete(message.id);
    if (message.error) call.reject(new Error(message.error.message));
    else call.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    this.number += 1;
    const id = this.number;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async close() {
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    await this.send('Browser.close').catch(() => {});
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let browser;
before(() => { browser = new Browser(); });
after(() => browser.close());

// A page that fails its test at any error, dialog or request beyond the file itself.
async function open(name, { fragment = '', width = 1280, dark = false } = {}) {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params) => browser.send(method, params, sessionId);
  const faults = [];
  let loaded;
  const isLoaded = new Promise((resolve) => { loaded = resolve; });
  const listener = ({ method, params, sessionId: from }) => {
    if (from !== sessionId) return;
    if (method === 'Runtime.exceptionThrown') faults.push(`error: ${params.exceptionDetails.exception?.description}`);
    if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) faults.push(`log: ${params.entry.text}`);
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(params.type)) faults.push(`console: ${params.type}`);
    if (method === 'Page.javascriptDialogOpening') { faults.push(`dialog: ${params.message}`); send('Page.handleJavaScriptDialog', { accept: false }); }
    if (method === 'Network.requestWillBeSent' && params.request.url.split('#')[0] !== url(name)) faults.push(`request: ${params.request.url}`);
    if (method === 'Page.loadEventFired') loaded();
  };
  browser.listeners.push(listener);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
  await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  await send('Page.navigate', { url: url(name, fragment) });
  await isLoaded;
  // The value of an expression in the page; waits for a promise.
  const value = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
    return result.value;
  };
  const until = async (expression) => {
    const end = Date.now() + 20_000;
    while (!(await value(expression))) {
      assert.ok(Date.now() < end, `never came true: ${expression}`);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };
  const press = async (key, code) => {
    for (const type of ['rawKeyDown', 'char', 'keyUp']) {
      await send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code, text: type === 'char' && key === 'Enter' ? '\r' : undefined });
    }
  };
  const close = async () => {
    await browser.send('Target.closeTarget', { targetId });
    browser.listeners = browser.listeners.filter((one) => one !== listener);
    assert.deepEqual(faults, []);
  };
  return { send, value, until, press, close };
}

const SHOWN = 'document.getElementById("shown").textContent';
const counted = async (page) => Number((await page.value(SHOWN)).match(/符合条件 (\d+)/)[1]);

test('the browser is the old one', async () => {
  const { product } = await browser.send('Browser.getVersion');
  assert.match(product, /Chrome\/80\./);
});

test('every rule of the style is understood, but for one on the focus ring', async () => {
  const page = await open('demo');
  // What this version cannot read falls away without a word, so count what is left.
  const written = await page.value('document.querySelector("style").textContent');
  const lost = await page.value(`(function () {
    var text = document.querySelector("style").textContent.replace(/\\/\\*[^]*?\\*\\//g, '');
    var known = 0;
    function count(rules) { for (var n = 0; n < rules.length; n += 1) { if (rules[n].cssRules && rules[n].type === 4) { count(rules[n].cssRules); } else { known += 1; } } }
    count(document.styleSheets[0].cssRules);
    var wrote = text.split('{').length - 1 - (text.match(/@media/g) || []).length;
    return wrote - known;
  }())`);
  const newer = (written.match(/:focus-visible/g) || []).length;
  assert.equal(lost, newer, 'rules that this browser cannot read');
  await page.close();
});

test('searches, filters, sorts, opens a reply and goes back', async () => {
  const page = await open('demo');
  assert.equal(await counted(page), 300);
  await page.value('(function () { var q = document.getElementById("f-q"); q.value = "健全长效机制"; q.dispatchEvent(new Event("input")); }())');
  await page.until(`!${SHOWN}.startsWith("符合条件 300 ")`);
  const hits = await counted(page);
  assert.ok(hits > 0 && hits < 100, String(hits));
  await page.value('document.getElementById("f-clear").click()');
  const choose = (field, value) => page.value(`(function () { var one = document.getElementById("f-${field}"); one.value = ${JSON.stringify(value)}; one.dispatchEvent(new Event("change")); }())`);
  await choose('unit', '教育局');
  assert.equal(await counted(page), 40);
  await choose('sort', 'high');
  const points = await page.value('[].map.call(document.querySelectorAll("#list .points"), function (one) { return parseFloat(one.textContent.slice(3)); })');
  assert.deepEqual(points, [...points].sort((a, b) => b - a));
  await page.value('document.querySelector("#list h3 button").click()');
  assert.ok(await page.value('document.querySelectorAll("#list .body mark").length > 0'));
  assert.ok(await page.value('document.querySelectorAll("#list .body .ledger tbody tr").length > 1'));
  assert.match(await page.value('location.hash'), /open=/);
  await page.value('history.back()');
  await page.until('!document.querySelector("#list button[aria-expanded=true]")');
  const head = '[].find.call(document.querySelectorAll("table.sortable th"), function (one) { return /平均得分/.test(one.textContent); })';
  await page.value(`${head}.querySelector("button").click()`);
  assert.equal(await page.value(`${head}.getAttribute("aria-sort")`), 'ascending');
  await page.close();
});

test('a fragment leads to one reply, and a mark says by keyboard what it means', async () => {
  const page = await open('demo', { fragment: '#open=2024-073' });
  assert.equal(await page.value('document.activeElement.getAttribute("data-id")'), '2024-073');
  const top = await page.value('document.activeElement.getBoundingClientRect().top');
  assert.ok(top >= 0 && top < 900, String(top));
  await page.press('Tab', 9);
  assert.equal(await page.value('document.activeElement.tagName'), 'MARK');
  assert.equal(await page.value('document.getElementById("tip").hidden'), false);
  await page.press('Escape', 27);
  assert.equal(await page.value('document.getElementById("tip").hidden'), true);
  await page.close();
});

test('keys alone open a reply', async () => {
  const page = await open('demo');
  await page.value('document.querySelectorAll("#list h3 button")[3].focus()');
  await page.press('Enter', 13);
  await page.until('document.querySelectorAll("#list button[aria-expanded=true]").length === 1');
  await page.close();
});

test('five thousand replies are unpacked and searched', async () => {
  const page = await open('many');
  await page.until(`!/正在解开|太旧|解不开/.test(${SHOWN})`);
  assert.equal(await counted(page), 5000);
  const bare = 'JSON.parse(document.getElementById("page-data").textContent).replies.findIndex(function (one) { return !one.d; })';
  const id = await page.value(`JSON.parse(document.getElementById("page-data").textContent).replies[${bare}].i`);
  await page.value(`location.hash = "#open=" + encodeURIComponent(${JSON.stringify(id)})`);
  await page.until('document.querySelector("#list .body .text")');
  assert.ok((await page.value('document.querySelector("#list .body .text").textContent')).length > 50);
  await page.close();
});

test('hostile texts stay texts', async () => {
  const page = await open('hostile');
  const all = await page.value('document.querySelectorAll("#list h3 button").length');
  for (let n = 0; n < all; n += 1) await page.value(`document.querySelectorAll("#list h3 button")[${n}].click()`);
  assert.equal(await page.value('typeof window.broken'), 'undefined');
  await page.close();
});

for (const name of ['demo', 'many', 'hostile']) {
  for (const dark of [false, true]) {
    test(`nothing runs over the edge: ${name}, ${dark ? 'dark' : 'light'}`, async () => {
      for (const width of [1280, 360]) {
        const page = await open(name, { width, dark });
        await page.value('document.querySelector("#list h3 button").click()');
        const over = await page.value('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        assert.ok(over <= 0, `${over} px at ${width}`);
        const ground = await page.value('getComputedStyle(document.body).backgroundColor');
        assert.equal(ground, dark ? 'rgb(20, 23, 26)' : 'rgb(243, 245, 247)');
        await page.close();
      }
    });
  }
}

test('prints on A4', async () => {
  const page = await open('demo');
  const { data } = await page.send('Page.printToPDF', { preferCSSPageSize: true });
  const pdf = Buffer.from(data, 'base64').toString('latin1');
  assert.match(pdf, /MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  await page.close();
});
