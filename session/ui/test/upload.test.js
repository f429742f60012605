// Sending files to the program, against a program that keeps what it is sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loadedSaid } from '../static/dialog/load.js';
import { formatSize } from '../static/model/format.js';
import { MOST_FILES, PART_BYTES, Uploads } from '../static/net/upload.js';

/** A file in memory. */
function file(name, text) {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, slice: (from, to) => bytes.subarray(from, to) };
}

/** A program, and all stages that each file has had. */
function setUp(answers = {}) {
  const kept = new Map();
  const asked = [];
  const stages = {};
  const program = {
    userUpload: ({ files }) => ({ files: files.map((f, i) => ({ upload: i + 1, file: 0 })) }),
    userUploadPart: ({ upload, file: at, at: from, data }) => {
      const key = `${upload}.${at}`;
      const have = kept.get(key) ?? Buffer.alloc(0);
      assert.equal(from, have.length);
      kept.set(key, Buffer.concat([have, Buffer.from(data, 'base64')]));
      return { success: true, errorMessage: null };
    },
    userUploadEnd: ({ upload }) => ({ success: true, errorMessage: null, measurements: [`m${upload}`], notes: ['measurement', 'note'] }),
    userUploadCancel: () => ({ success: true }),
    ...answers,
  };
  const files = [];
  const uploads = new Uploads(async (action, args, signal) => {
    asked.push(action);
    return program[action](args, signal);
  }, async (part) => part.toString('base64'), (f) => {
    if (!files.includes(f)) files.push(f);
    (stages[f.name] ??= []).push(f.stage);
  });
  return { uploads, kept, asked, stages, files };
}

test('files are sent in parts, one after the other, and read', async () => {
  const { uploads, kept, asked, stages, files } = setUp();
  const long = 'x'.repeat(2 * PART_BYTES) + 'end';
  await uploads.send([file('a.bed', long), file('empty.bed', ''), file('b.bed', 'y'.repeat(PART_BYTES))]);
  assert.deepEqual([...kept].map(([key, data]) => [key, data.length]), [['1.0', long.length], ['3.0', PART_BYTES]]);
  assert.equal(kept.get('1.0').toString(), long);
  assert.deepEqual(stages['a.bed'], ['waiting', 'sending', 'sending', 'sending', 'reading', 'loaded']);
  assert.deepEqual(stages['empty.bed'], ['waiting', 'reading', 'loaded']);
  assert.equal(asked.filter((a) => a === 'userUploadEnd').length, 3);
  assert.deepEqual([files[0].said, files[0].measurements, files[0].sent], ['measurement; note', ['m1'], long.length]);
});

test('an index is sent beside its file, and read with it', async () => {
  const { uploads, kept, asked, files } = setUp({
    userUpload: () => ({ files: [{ upload: 7, file: 1 }, { upload: 7, file: 0 }] }),
  });
  await uploads.send([file('a.bed.gz.tbi', 'index'), file('a.bed.gz', 'data')]);
  assert.deepEqual([...kept].map(([key, data]) => [key, String(data)]), [['7.0', 'data'], ['7.1', 'index']]);
  assert.deepEqual(asked, ['userUpload', 'userUploadPart', 'userUploadPart', 'userUploadEnd']);
  assert.deepEqual(files.map((f) => [f.name, f.size, f.stage]), [['a.bed.gz', 9, 'loaded']]);
});

test('what is refused is said, file by file', async () => {
  const { uploads, files } = setUp({
    userUpload: () => ({ files: [{ upload: 0, file: 0, refused: 'too large; load PATH' }, { upload: 2, file: 0 }, { upload: 3, file: 0 }] }),
    userUploadEnd: ({ upload }) => (upload === 2 ? { success: false, errorMessage: 'line 1: wanted a position' }
      : { success: true, measurements: [], notes: [] }),
  });
  await uploads.send([file('big.bw', 'x'), file('bad.bed', 'x'), file('good.bed', 'x')]);
  assert.deepEqual(files.map((f) => [f.name, f.stage, f.said]), [
    ['big.bw', 'failed', 'too large; load PATH'], ['bad.bed', 'failed', 'line 1: wanted a position'], ['good.bed', 'loaded', ''],
  ]);
});

test('what cannot be sent is said, and given up in the program', async () => {
  for (const [answers, said] of [
    [{ userUpload: () => Promise.reject(new Error('closed')) }, 'closed'],
    [{ userUpload: () => ({ files: [] }) }, 'epivizgo refused; the prompt says why.'],
    [{ userUploadPart: () => ({ success: false, errorMessage: 'disk full' }) }, 'disk full'],
    [{ userUploadPart: () => Promise.reject(new Error('closed')), userUploadCancel: () => Promise.reject(new Error('closed')) }, 'closed'],
  ]) {
    const { uploads, files, asked } = setUp(answers);
    await uploads.send([file('a.bed', 'x')]);
    assert.deepEqual(files.map((f) => [f.stage, f.said]), [['failed', said]]);
    assert.equal(asked.includes('userUploadCancel'), !answers.userUpload);
  }
  const { uploads, files } = setUp();
  const gone = Object.assign(new Error('x'), { name: 'NotReadableError' });
  uploads.encode = () => Promise.reject(gone);
  await uploads.send([file('a.bed', 'x')]);
  assert.equal(files[0].said, 'The file cannot be read, or has changed meanwhile.');
  const many = setUp();
  await many.uploads.send(Array.from({ length: MOST_FILES + 1 }, (_, i) => file(`${i}.bed`, 'x')));
  assert.deepEqual([many.asked.length, many.files.length, many.files[0].stage, many.files[0].name], [0, 1, 'failed', '101 files']);
});

test('a file is given up before, while and after it is sent', async () => {
  const end = {};
  const { uploads, files, asked, stages } = setUp({
    userUploadPart: ({ upload }) => {
      if (upload === 1) {
        files[0].giveUp();
        files[1].giveUp();
      }
      return { success: true };
    },
    userUploadEnd: (_, signal) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      end.reached();
    }),
  });
  const reading = new Promise((resolve) => {
    end.reached = resolve;
  });
  const done = uploads.send([file('while.bed', 'x'.repeat(3 * PART_BYTES)), file('before.bed', 'x'), file('after.bed', 'x')]);
  await reading;
  assert.equal(files[2].stage, 'reading');
  files[2].giveUp();
  await done;
  assert.deepEqual(files.map((f) => f.stage), ['given up', 'given up', 'given up']);
  assert.equal(stages['while.bed'].includes('reading'), false);
  assert.deepEqual(asked, ['userUpload', 'userUploadPart', 'userUploadCancel', 'userUploadCancel', 'userUploadPart', 'userUploadEnd',
    'userUploadCancel']);
});

test('of a loaded file its chart is offered', () => {
  const column = { id: 'peaks_score', name: 'score', type: 'feature', defaultChartType: 'Line Track', annotation: { column: 'score' } };
  const peaks = { id: 'peaks', name: 'peaks', type: 'range', defaultChartType: 'Blocks Track', annotation: {} };
  const of = (measurements) => loadedSaid({ name: 'a\u202ebed', said: 'measurement peaks', measurements }, [column, peaks]);
  assert.equal(of([]).chart, null);
  assert.equal(of(['peaks_score']).chart, null);
  const { text, chart } = of(['peaks_score', 'peaks']);
  assert.deepEqual([text, chart.measurement.id], ['Loaded abed: measurement peaks', 'peaks']);
  assert.match(chart.type, /BlocksTrack$/);
});

test('sizes are written as at the prompt', () => {
  for (const [bytes, text] of [[0, '0 bytes'], [999, '999 bytes'], [1000, '1 kB'], [47_500_000, '47.5 MB'], [5e12, '5 TB']]) {
    assert.equal(formatSize(bytes), text);
  }
});
