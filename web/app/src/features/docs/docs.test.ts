import { describe, expect, it } from 'vitest';
import type { DocumentValue } from '../../core/protocol.gen';
import { plan } from './ahead';
import { paragraphs } from './text';

const paper = (id: string, pages: number): DocumentValue => ({
  id,
  item: 'i',
  title: id,
  name: `${id}.pdf`,
  file: id,
  size: 1,
  state: 'ready',
  pages: Array.from({ length: pages }, () => [595, 842]),
  done: pages,
});

describe('papers brought ahead', () => {
  it('come whole and in order', () => {
    expect(plan([paper('a', 2), paper('b', 1)], 10).map(({ document, page }) => document.id + page)).toEqual([
      'a1',
      'a2',
      'b1',
    ]);
  });

  it('leave out what there is no room for, not what comes after it', () => {
    const pages = plan([paper('a', 2), paper('long', 9), paper('c', 3)], 5);
    expect(new Set(pages.map(({ document }) => document.id))).toEqual(new Set(['a', 'c']));
  });
});

describe('the text of a page', () => {
  it('joins the lines of a sentence', () => {
    expect(
      paragraphs('Căn cứ Nghị quyết số 12/NQ-HĐND của Hội đồng nhân dân tỉnh về\nphân bổ dự toán chi ngân sách;\nCăn cứ Luật.'),
    ).toEqual([
      'Căn cứ Nghị quyết số 12/NQ-HĐND của Hội đồng nhân dân tỉnh về phân bổ dự toán chi ngân sách;',
      'Căn cứ Luật.',
    ]);
  });

  it('keeps headings and empty lines apart', () => {
    expect(paragraphs('TỜ TRÌNH\nVề việc phê duyệt kế hoạch\n\ncủa Sở')).toEqual([
      'TỜ TRÌNH',
      'Về việc phê duyệt kế hoạch',
      'của Sở',
    ]);
  });

  it('is nothing for a scan', () => expect(paragraphs(' \n\n \n')).toEqual([]));
});
