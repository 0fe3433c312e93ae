/* Small measures that several families share. All of them depend on what is counted only, never on the order it came in. */
#ifndef SEG_FEATURE_MEASURES_H
#define SEG_FEATURE_MEASURES_H

#include "feature/family.h"

/** Entropy in bits of @counts that sum to @total; 0 where there is nothing. Source: Shannon 1948, Bell System Technical Journal 27. */
double seg_entropy_of_counts (const guint32 *counts, gsize n, gsize total);
/** The same of @parts; added from the smallest up, as the order of categories is that of files. */
double seg_entropy_of_parts (const guint64 *parts, gsize n, guint64 total);
/** Standard deviation (divisor @n) over mean of @n values with that @sum and sum of @squares; NAN below two, and for mean 0. */
double seg_variation (double n, double sum, double squares);
/** Adds @values from the smallest up, which it sorts: the same bits in whatever order they came. */
double seg_sum_sorted (double *values, gsize n);

/** A numeric feature for extend(): @name, @label and @meaning are taken over; it is not proposed. */
SegFeature *seg_number_feature (char *name, char *label, char *meaning, const char *unit, const char *group, SegScaling scaling,
                                SegFill fill);
/** "spend_share_" and "Web & Design" make "spend_share_web_design": lower case, and nothing that would need quoting. Where that is in
 * @taken already, a number follows. The name is added to @taken (of char*, owned). */
char *seg_feature_name_new (const char *prefix, const char *word, GHashTable *taken);

#endif
