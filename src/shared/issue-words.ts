/** What a schema has against a value, in words. */
import type { z } from 'zod';

/** The end of a sentence that begins with the value's name: "must be at least 1". */
export function issueInWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return `must be one of ${issue.errors.flat().flatMap(choices).join(', ')}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be a whole number' : `must be a ${issue.expected}`;
    default:
      return `does not fit: ${issue.message}`;
  }
}

function choices(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}
