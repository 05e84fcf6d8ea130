(function () {
  'use strict';
  // Plain script for Chromium 80 and later: no build step, nothing newer.

  function byId(id) { return document.getElementById(id); }
  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }
  // An element with text: input never becomes markup.
  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text !== undefined && text !== null) { element.textContent = text; }
    return element;
  }
  function add(parent) {
    for (var n = 1; n < arguments.length; n += 1) {
      var child = arguments[n];
      if (child === null || child === undefined) { continue; }
      parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    }
    return parent;
  }
  function hundredths(points) { return (points / 100).toFixed(2); }
  function own(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }

  // ---- Tables: unknown values stay at the end in both directions, ties keep the page's order.
  function sortable(table) {
    var body = table.tBodies[0];
    var heads = all('thead th', table);
    all('tr', body).forEach(function (row, n) { row.setAttribute('data-n', n); });
    heads.forEach(function (head, column) {
      var button = head.querySelector('button');
      if (!button) { return; }
      button.addEventListener('click', function () {
        var up = head.getAttribute('aria-sort') !== 'ascending';
        heads.forEach(function (other) {
          if (other.hasAttribute('aria-sort')) { other.setAttribute('aria-sort', 'none'); }
        });
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        sortRows(body, column, up, button.getAttribute('data-kind') === 'text');
      });
    });
  }
  function sortRows(body, column, up, asText) {
    var rows = all('tr', body).map(function (row) {
      return {
        row: row,
        value: row.cells[column].getAttribute('data-v') || '',
        order: Number(row.getAttribute('data-n'))
      };
    });
    rows.sort(function (a, b) {
      return compare(a.value, b.value, asText, up) || a.order - b.order;
    });
    rows.forEach(function (item) { body.appendChild(item.row); });
  }
  function compare(a, b, asText, up) {
    if (a === '' || b === '') { return a === b ? 0 : a === '' ? 1 : -1; }
    var difference = asText ? a.localeCompare(b, 'zh-CN') : parseFloat(a) - parseFloat(b);
    return (up ? difference : -difference) || 0;
  }
  all('table.sortable').forEach(sortable);

  // ---- What is folded on the screen is unfolded on paper.
  var unfolded = [];
  window.addEventListener('beforeprint', function () {
    unfolded = all('details.family:not([open])');
    unfolded.forEach(function (one) { one.open = true; });
  });
  window.addEventListener('afterprint', function () {
    unfolded.forEach(function (one) { one.open = false; });
  });

  // ---- Replies.
  var data = JSON.parse(byId('page-data').textContent);
  var list = byId('list');
  if (!list || !data) { return; }
  var CLASSES = ['礼节格式', '研究重视', '转办', '推脱等待', '空头承诺', '空话套话', '针对本件', '实质内容'];
  var rules = {};
  data.rules.forEach(function (rule) { rules[rule.code] = rule; });
  function rule(code) { return own(rules, code) ? rules[code] : { code: code, name: '' }; }
  var places = {};
  data.replies.forEach(function (reply, n) {
    reply.at = n;
    places['#' + reply.i] = reply;
  });

  // The state of the page; it stands in the fragment, so that a link leads to one reply.
  var FIELDS = ['q', 'unit', 'year', 'verdict', 'disposal', 'rule', 'sort'];
  var STEP = 50;
  var state = { open: '' };
  var room = STEP;
  var waiting = '';
  FIELDS.forEach(function (field) { state[field] = ''; });

  function fromFragment() {
    var text = location.hash.slice(1);
    if (text.indexOf('=') < 0) { return null; }
    var found = { open: '' };
    FIELDS.forEach(function (field) { found[field] = ''; });
    text.split('&').forEach(function (pair) {
      var at = pair.indexOf('=');
      var key = at < 0 ? '' : pair.slice(0, at);
      if (!own(found, key)) { return; }
      try {
        found[key] = decodeURIComponent(pair.slice(at + 1));
      } catch (broken) {
        found[key] = pair.slice(at + 1);
      }
    });
    return found;
  }
  function fragment(of) {
    var pairs = FIELDS.concat('open').filter(function (key) { return of[key]; });
    pairs = pairs.map(function (key) { return key + '=' + encodeURIComponent(of[key]); });
    return pairs.length ? '#' + pairs.join('&') : '#replies';
  }
  function remember(replace) {
    var to = fragment(state);
    if (to === location.hash) { return; }
    try {
      history[replace ? 'replaceState' : 'pushState'](null, '', to);
    } catch (refused) {
      // A page that may keep no history still works.
    }
  }

  // Everything that a search looks through, made when it is first needed.
  function text(reply) {
    if (reply.text === undefined) {
      var words = reply.d ? reply.d.t.map(function (piece) {
        return typeof piece === 'string' ? piece : piece[0];
      }).join('') : '';
      reply.text = [reply.i, reply.n || '', reply.u || '', words].join('\n').toLowerCase();
    }
    return reply.text;
  }

  function matches(reply, words) {
    return (!state.unit || reply.u === state.unit) &&
      (!state.year || String(reply.y) === state.year) &&
      (!state.verdict || (reply.b || []).indexOf(state.verdict) >= 0) &&
      (!state.disposal || reply.z === state.disposal) &&
      (!state.rule || (reply.c || []).indexOf(state.rule) >= 0) &&
      words.every(function (word) { return text(reply).indexOf(word) >= 0; });
  }
  var ORDERS = {
    low: function (a, b) { return a.p - b.p; },
    high: function (a, b) { return b.p - a.p; },
    year: function (a, b) { return (b.y || 0) - (a.y || 0); },
    unit: function (a, b) { return (a.u || '\uffff').localeCompare(b.u || '\uffff', 'zh-CN'); },
    id: function (a, b) { return a.i < b.i ? -1 : a.i > b.i ? 1 : 0; }
  };
  function found() {
    var words = state.q.toLowerCase().split(/\s+/).filter(function (word) { return word; });
    var kept = data.replies.filter(function (reply) { return matches(reply, words); });
    if (own(ORDERS, state.sort)) {
      var order = ORDERS[state.sort];
      kept.sort(function (a, b) { return order(a, b) || a.at - b.at; });
    }
    return kept;
  }

  function show() {
    hideTip();
    var kept = found();
    var opened = own(places, '#' + state.open) ? places['#' + state.open] : null;
    var visible = kept.slice(0, room);
    var pinned = opened && visible.indexOf(opened) < 0;
    var shown = pinned ? [opened].concat(visible) : visible;
    var some = document.createDocumentFragment();
    shown.forEach(function (reply) { some.appendChild(article(reply, reply === opened)); });
    list.textContent = '';
    list.appendChild(some);
    var total = data.replies.length;
    var said = '符合条件 ' + kept.length + ' / ' + total + ' 件';
    if (visible.length < kept.length) { said += '，先显示 ' + visible.length + ' 件'; }
    if (pinned) { said += '；最上面是链接所指的一件'; }
    if (state.open && !opened) { said += '；链接所指的 ' + state.open + ' 不在本页'; }
    if (waiting) { said += '；' + waiting; }
    byId('shown').textContent = said;
    byId('nothing').hidden = shown.length > 0;
    byId('f-more').hidden = visible.length === kept.length;
    FIELDS.forEach(function (field) {
      var control = byId('f-' + field);
      if (control.value !== state[field]) { control.value = state[field]; }
      // A value that is not offered is no filter.
      if (control.value !== state[field]) { state[field] = ''; control.value = ''; }
    });
  }

  function article(reply, isOpen) {
    var box = make('article', 'reply');
    box.id = 'reply-' + reply.at;
    var head = make('h3');
    var button = make('button');
    button.type = 'button';
    button.setAttribute('aria-expanded', isOpen ? 'true' : 'false');
    button.setAttribute('data-id', reply.i);
    add(button, make('span', 'what', reply.n || '(无标题)'));
    (reply.b || []).forEach(function (badge) { add(button, ' ', make('span', 'badge', badge)); });
    var where = [reply.i];
    if (reply.y) { where.push(reply.y + '年'); }
    where.push(reply.u || '(未填单位)');
    var line = make('span', 'where');
    where.forEach(function (one, n) { add(line, n ? ' · ' : '', make('bdi', '', one)); });
    add(line, ' · 处置 ' + reply.z + ' · 文本分 ' + hundredths(reply.q) + ' · 应付把握 ' + (reply.k / 100).toFixed(2));
    add(button, line, make('span', 'points', '得分 ' + hundredths(reply.p)));
    button.addEventListener('click', function () { toggle(reply); });
    add(box, add(head, button));
    if (isOpen) { add(box, body(reply)); }
    return box;
  }

  function toggle(reply) {
    state.open = state.open === reply.i ? '' : reply.i;
    remember(false);
    var top = byId('reply-' + reply.at).getBoundingClientRect().top;
    show();
    var box = byId('reply-' + reply.at);
    if (!box) { return; }
    // The line stays where it was pressed, though another above it may have closed.
    window.scrollBy(0, box.getBoundingClientRect().top - top);
    box.querySelector('button').focus({ preventScroll: true });
  }

  function body(reply) {
    var box = make('div', 'body');
    var detail = reply.d;
    if (!detail) {
      return add(box, make('p', 'none', waiting ? waiting + '。' : '这一件的正文没有收入本页（放不下）；请看输入表，逐句见 sentences.parquet，依据见 findings.csv。'));
    }
    add(box, strip(detail), wording(detail));
    if (detail.r) { add(box, make('p', 'decided', '人工裁定：' + detail.r.join('；'))); }
    add(box, asks(detail), hits(detail), ledger(detail, reply), around(reply));
    return box;
  }
  function strip(detail) {
    if (!detail.s.length) { return null; }
    var box = make('div', 'strip');
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', '句子类别依次为：' + detail.s.map(function (part) {
      return CLASSES[part[0]] + ' ' + part[1] + ' 字';
    }).join('，'));
    detail.s.forEach(function (part) {
      var piece = make('i', 's-' + part[0]);
      piece.style.flexGrow = part[1];
      piece.title = CLASSES[part[0]] + ' ' + part[1] + ' 字';
      add(box, piece);
    });
    return box;
  }
  function wording(detail) {
    var box = make('p', 'text');
    detail.t.forEach(function (piece) {
      if (typeof piece === 'string') { add(box, piece); return; }
      var mark = make('mark', piece[1], piece[0]);
      mark.tabIndex = 0;
      mark.setAttribute('data-codes', piece[2].join(' '));
      add(box, mark);
    });
    return box;
  }
  function table(caption, heads, rows) {
    var made = make('table');
    add(made, make('caption', '', caption));
    var line = make('tr');
    heads.forEach(function (head) {
      var cell = make('th', '', head);
      cell.scope = 'col';
      add(line, cell);
    });
    add(made, add(make('thead'), line));
    var lines = make('tbody');
    rows.forEach(function (row) {
      var tr = make('tr', row.className);
      row.cells.forEach(function (value) { add(tr, add(make('td', value === '—' || value === '' ? 'blank' : ''), value)); });
      add(lines, tr);
    });
    var scroll = make('div', 'scroll');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'group');
    scroll.setAttribute('aria-label', caption);
    return add(scroll, add(made, lines));
  }
  function asks(detail) {
    if (!detail.a) { return null; }
    var made = table('建议的诉求，逐条对照', ['诉求', '结果', '答复的原话'], detail.a.map(function (ask) {
      return { className: ask.s, cells: [ask.t, make('b', 'status', ask.l), ask.q ? make('q', '', ask.q) : '—'] };
    }));
    made.classList.add('asks');
    return made;
  }
  function hits(detail) {
    if (!detail.h.length) { return null; }
    var box = make('div', 'hits');
    var told = detail.h.filter(function (hit) { return hit.o !== '套话框架' || hit.w; });
    var frames = detail.h.filter(function (hit) { return told.indexOf(hit) < 0; });
    if (told.length) { add(box, table('依据', ['规则', '性质', '处', '文本分', '为什么、怎么改'], told.map(hitRow))); }
    if (frames.length) {
      var line = make('p', 'said', '套话框架（不计分，判断有没有实质内容时剔除）：');
      frames.forEach(function (hit, n) { add(line, n ? '、' : '', named(hit.c)); });
      add(box, line);
    }
    return box;
  }
  function hitRow(hit) {
    var known = rule(hit.c);
    var said = make('span');
    if (hit.t) { add(said, make('q', '', hit.t), ' '); }
    if (hit.w) {
      add(said, '（裁定不算，不计分）');
    } else if (hit.o !== '实质') {
      add(said, (known.why || '') + (known.fix ? ' 怎么改：' + known.fix : ''));
    }
    var points = hit.p ? (hit.p > 0 ? '+' : '') + hundredths(hit.p) : '—';
    return { className: hit.w ? 'wrong' : '', cells: [named(hit.c), hit.o, String(hit.n), points, said] };
  }
  function named(code) {
    var link = make('a', '', code);
    link.href = '#rule-' + code;
    return add(make('span'), link, ' ' + rule(code).name);
  }
  function ledger(detail, reply) {
    if (!detail.l.length) { return null; }
    var rows = detail.l.map(function (line) {
      return {
        className: '',
        cells: [data.texts[line[0]], hundredths(line[1]), line[2] ? hundredths(line[2]) : '—', data.texts[line[3]]]
      };
    });
    rows.push({ className: 'sum', cells: ['合计', hundredths(reply.p), '', ''] });
    var made = table('得分台账：各行相加即得分', ['项目', '得分', '满分', '理由'], rows);
    made.classList.add('ledger');
    return made;
  }
  function around(reply) {
    var box = make('p', 'actions');
    var link = make('a', '', '只看这一件的链接');
    link.href = '#open=' + encodeURIComponent(reply.i);
    [['上一件', -1], ['下一件', 1]].forEach(function (pair) {
      var button = make('button', '', pair[0]);
      button.type = 'button';
      button.addEventListener('click', function () { step(reply, pair[1]); });
      add(box, button);
    });
    return add(box, link);
  }
  function step(reply, by) {
    var kept = found();
    var next = kept[kept.indexOf(reply) + by];
    if (!next) { return; }
    room = Math.max(room, kept.indexOf(next) + 1);
    state.open = next.i;
    remember(false);
    show();
    reveal();
  }
  function reveal() {
    var opened = own(places, '#' + state.open) ? byId('reply-' + places['#' + state.open].at) : null;
    if (opened) {
      opened.scrollIntoView();
      opened.querySelector('button').focus({ preventScroll: true });
    } else {
      byId('replies').scrollIntoView();
    }
  }

  // ---- What a highlight means: on hover, by keyboard and by touch; Escape closes it.
  var tip = byId('tip');
  var marked = null;
  var leaving = 0;
  function showTip(mark) {
    clearTimeout(leaving);
    if (marked === mark) { return; }
    hideTip();
    marked = mark;
    tip.textContent = '';
    mark.getAttribute('data-codes').split(' ').forEach(function (code) {
      var known = rule(code);
      add(tip, make('b', '', code + ' ' + known.name + (known.role ? '（' + known.role + '）' : '')));
      if (known.why) { add(tip, make('span', '', '为什么：' + known.why)); }
      if (known.fix) { add(tip, make('span', '', '怎么改：' + known.fix)); }
    });
    tip.hidden = false;
    mark.setAttribute('aria-describedby', 'tip');
    var at = mark.getClientRects()[0] || mark.getBoundingClientRect();
    var end = mark.getBoundingClientRect();
    var left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
    var below = end.bottom + 6;
    var fits = below + tip.offsetHeight < window.innerHeight || at.top < tip.offsetHeight + 12;
    tip.style.left = left + window.pageXOffset + 'px';
    tip.style.top = (fits ? below : at.top - tip.offsetHeight - 6) + window.pageYOffset + 'px';
  }
  function hideTip() {
    clearTimeout(leaving);
    if (marked) { marked.removeAttribute('aria-describedby'); }
    marked = null;
    tip.hidden = true;
  }
  function leave() { leaving = setTimeout(hideTip, 250); }
  function markOf(event) {
    var target = event.target;
    return target && target.closest ? target.closest('mark[data-codes]') : null;
  }
  list.addEventListener('mouseover', function (event) { if (markOf(event)) { showTip(markOf(event)); } });
  list.addEventListener('mouseout', function (event) { if (markOf(event)) { leave(); } });
  list.addEventListener('focusin', function (event) { if (markOf(event)) { showTip(markOf(event)); } else { hideTip(); } });
  list.addEventListener('focusout', function (event) { if (markOf(event)) { hideTip(); } });
  list.addEventListener('click', function (event) { if (markOf(event)) { showTip(markOf(event)); } });
  tip.addEventListener('mouseenter', function () { clearTimeout(leaving); });
  tip.addEventListener('mouseleave', leave);
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') { hideTip(); } });

  // ---- Controls.
  function changed(replace) {
    FIELDS.forEach(function (field) { state[field] = byId('f-' + field).value; });
    state.open = '';
    room = STEP;
    remember(replace);
    show();
  }
  var typing = 0;
  byId('f-q').addEventListener('input', function () {
    clearTimeout(typing);
    typing = setTimeout(function () { changed(true); }, 150);
  });
  FIELDS.slice(1).forEach(function (field) {
    byId('f-' + field).addEventListener('change', function () { changed(false); });
  });
  byId('filters').addEventListener('submit', function (event) { event.preventDefault(); });
  byId('f-clear').addEventListener('click', function () {
    FIELDS.forEach(function (field) { byId('f-' + field).value = ''; });
    changed(false);
  });
  byId('f-more').addEventListener('click', function () {
    var first = Math.min(room, found().length - 1);
    room += STEP;
    show();
    var next = byId('reply-' + found()[first].at);
    if (next) { next.querySelector('button').focus({ preventScroll: true }); }
  });
  // Texts that would make the page too large stand in it deflated.
  function unpack() {
    var node = byId('page-more');
    if (!node) { return; }
    if (typeof DecompressionStream === 'undefined') {
      waiting = '浏览器太旧，部分正文解不开；请用 Chromium 80 或更新的浏览器';
      return;
    }
    waiting = '部分正文正在解开，稍候';
    var coded = atob(node.textContent);
    var bytes = new Uint8Array(coded.length);
    for (var n = 0; n < coded.length; n += 1) { bytes[n] = coded.charCodeAt(n); }
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    new Response(stream).json().then(function (details) {
      details.forEach(function (pair) {
        data.replies[pair[0]].d = pair[1];
        delete data.replies[pair[0]].text;
      });
      waiting = '';
    }, function () {
      waiting = '部分正文解不开，文件可能不完整；请重新复制一份';
    }).then(function () {
      // The reader may have begun already.
      var focused = document.activeElement;
      var id = focused && list.contains(focused) ? focused.getAttribute('data-id') : null;
      show();
      if (id !== null && own(places, '#' + id)) {
        var box = byId('reply-' + places['#' + id].at);
        if (box) { box.querySelector('button').focus({ preventScroll: true }); }
      }
    });
  }
  function follow() {
    var wanted = fromFragment();
    if (!wanted) { return; }
    state = wanted;
    room = STEP;
    show();
    reveal();
  }
  window.addEventListener('hashchange', follow);
  byId('filters').hidden = false;
  unpack();
  show();
  follow();
}());
