/** The tags that a review of labels gives: what was found out is kept, exported and filtered by as every other tag. */
export const WRONG_LABEL_TAG = 'wrong label';
export const LOOKS_RIGHT_TAG = 'label looks right';
