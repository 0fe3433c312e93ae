/* Demo mode: what names people is covered on the finished screen, whatever view, dialog or chart it comes from.
 *
 * Names and the like are known from the workspace (personal.h); e-mail addresses and telephone numbers are known by their looks, so that those in
 * files not yet imported are covered too. The first letter stays: 林**, A** L*******, m***@*******. */
#ifndef SEG_MASK_H
#define SEG_MASK_H

#include <segscope/chart.h>

typedef struct SegMask SegMask;

/** @values: of char*, what names people; copied. Any order. */
SegMask *seg_mask_new (const GPtrArray *values);
void     seg_mask_free (SegMask *mask);

/** Covers what is on the cells of @rect. */
void     seg_mask_cells (const SegMask *mask, SegCells *cells, SegRect rect);
/** The same in a text. Free it. */
char    *seg_mask_text (const SegMask *mask, const char *text);

#endif
