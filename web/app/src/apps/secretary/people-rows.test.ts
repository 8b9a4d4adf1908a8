import { describe, expect, it } from 'vitest';
import { parseRows } from './people-rows';

const one = (line: string) => parseRows(line, [])[0];

describe('a line of a pasted list', () => {
  it('has name, title, unit, role and vote', () => {
    expect(one(' Trần  Thị Mai Anh ; Trưởng phòng; Phòng Kế hoạch – Tài chính; Đại biểu; có')).toEqual({
      line: 1,
      name: 'Trần Thị Mai Anh',
      title: 'Trưởng phòng',
      unit: 'Phòng Kế hoạch – Tài chính',
      role: 'delegate',
      votes: true,
      errors: [],
    });
  });

  it('needs a name alone', () => {
    expect(one('Vũ Hải Nam')).toMatchObject({ name: 'Vũ Hải Nam', role: 'delegate', votes: true, errors: [] });
  });

  it('may come from a spreadsheet', () => {
    expect(one('Điểm cầu Hạt 1\tHạt; Quản lý\tBỉm Sơn\tđiểm cầu\t')).toMatchObject({
      title: 'Hạt; Quản lý',
      unit: 'Bỉm Sơn',
      role: 'unit',
      votes: false,
      errors: [],
    });
  });

  it('is put together letter by letter, however it was typed', () => {
    const decomposed = 'Hoàng Văn Ấn'.normalize('NFD');
    expect(one(decomposed)?.name).toBe('Hoàng Văn Ấn');
  });

  it.each([
    { line: '; Trưởng phòng', errors: ['name_missing'] },
    { line: 'An; ; ; Giám sát', errors: ['role_unknown'] },
    { line: 'An; ; ; Đại biểu; có lẽ', errors: ['vote_unknown'] },
    { line: 'An; ; ; Khách mời; có', errors: ['vote_not_allowed'] },
    { line: 'An; a; b; Đại biểu; có; thừa', errors: ['too_many_parts'] },
    { line: `${'A'.repeat(121)}`, errors: ['name_long'] },
    { line: `An; ${'a'.repeat(301)}`, errors: ['text_long'] },
  ])('$line is wrong: $errors', ({ line, errors }) => {
    expect(one(line)?.errors).toEqual(errors);
  });

  it.each([
    { word: 'CHỦ TỌA', role: 'chair', votes: true },
    { word: 'chủ trì', role: 'chair', votes: true },
    { word: 'Thư kí', role: undefined, votes: false },
    { word: 'Thư ký', role: 'secretary', votes: false },
    { word: 'khách', role: 'guest', votes: false },
    { word: 'Màn hình', role: 'screen', votes: false },
  ])('calls the role $word', ({ word, role, votes }) => {
    const row = one(`An;;;${word}`);
    if (role) expect(row).toMatchObject({ role, votes, errors: [] });
    else expect(row?.errors).toEqual(['role_unknown']);
  });
});

describe('a pasted list', () => {
  it('keeps the numbers of its lines, and skips empty ones and a heading', () => {
    const rows = parseRows('Họ và tên;Chức vụ;Đơn vị\n\nAn\r\n\r\nBình', []);
    expect(rows.map((row) => [row.line, row.name])).toEqual([
      [3, 'An'],
      [5, 'Bình'],
    ]);
  });

  it('notices who is in it twice, and who is in the meeting already', () => {
    const rows = parseRows('Lê Hoà; ; Sở\nLê Hòa; ; Sở\nLê Hòa; ; Ban\nVũ Nam; ; sở', [{ name: 'Vũ Nam', unit: 'SỞ' }]);
    expect(rows.map((row) => row.errors)).toEqual([[], ['twice'], [], ['exists']]);
  });

  it('takes nobody for somebody else', () => {
    const rows = parseRows('Lê Tuân\nLê Tuấn\nLê Tuấn; Trưởng phòng', []);
    expect(rows.map((row) => row.errors)).toEqual([[], [], []]);
  });
});
