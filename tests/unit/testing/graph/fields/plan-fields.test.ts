import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { type Field, parseFields } from '../../../../../src/testing/graph/fields/plan-fields.ts';
import { GraphFailure } from '../../../../../src/testing/graph/rules/failures.ts';

const names = (fields: readonly Field[] | null): readonly string[] => (fields ?? []).map(({ name }) => name);

describe('parseFields', () => {
  it('reads names, modifiers and braces inside each other', () => {
    const fields = parseFields(
      'id,insights.metric(reach,saved).period(day), comments.limit(10){id,replies.limit(5).after(abc){id,text}}',
    );
    expect(names(fields)).toEqual(['id', 'insights', 'comments']);
    expect([...(fields[1]?.args ?? [])]).toEqual([
      ['metric', 'reach,saved'],
      ['period', 'day'],
    ]);
    expect(fields[2]?.inner).toBe('id,replies.limit(5).after(abc){id,text}');
    const replies = fields[2]?.fields?.[1];
    expect(names(replies?.fields ?? null)).toEqual(['id', 'text']);
    expect(replies?.args.get('after')).toBe('abc');
  });

  it('says where a name is given the second time', () => {
    // c ends at the ninth character of a,b{c,d},a … the second a at the tenth.
    expect(() => parseFields('a,b{c,d},a')).toThrow(/Field a specified more than once.*at character 10: a,b\{c,d\},a/);
    expect(() => parseFields('a,b{c,c}')).toThrow(/Field c/);
  });

  it('lets the same name stand on two levels', () => {
    expect(names(parseFields('id,owner{id}'))).toEqual(['id', 'owner']);
  });

  it.each([
    '',
    ',',
    'a,',
    'a{',
    'a}',
    'a{}',
    'a.limit',
    'a.limit(',
    'a.limit(1',
    'a b',
    'a.nonsense(1)',
    '1a',
    'a.limit(1).limit(2)',
  ])('refuses "%s" with code 2500', (text) => {
    expect(() => parseFields(text)).toThrow(GraphFailure);
    expect(() => parseFields(text)).toThrow(expect.objectContaining({ code: 2500 }) as Error);
  });

  const name = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
  const tree = fc.letrec<{ list: string }>((tie) => ({
    list: fc
      .uniqueArray(fc.tuple(name, fc.option(fc.nat({ max: 99 })), fc.option(tie('list'), { depthSize: 'small' })), {
        minLength: 1,
        maxLength: 4,
        selector: ([word]) => word,
      })
      .map((items) =>
        items
          .map(
            ([word, limit, inner]) =>
              `${word}${limit === null ? '' : `.limit(${String(limit)})`}${inner === null ? '' : `{${inner}}`}`,
          )
          .join(','),
      ),
  })).list;

  test.prop([tree])('what is written again from what was read is the text', (text) => {
    expect(write(parseFields(text))).toBe(text);
  });

  test.prop([fc.string()])('any text is read or refused as the platform refuses it', (text) => {
    try {
      parseFields(text);
    } catch (error) {
      expect(error).toBeInstanceOf(GraphFailure);
    }
  });
});

function write(fields: readonly Field[]): string {
  return fields
    .map(({ name, args, fields: inner }) => {
      const modifiers = [...args].map(([key, value]) => `.${key}(${value})`).join('');
      return `${name}${modifiers}${inner === null ? '' : `{${write(inner)}}`}`;
    })
    .join(',');
}
