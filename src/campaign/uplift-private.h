/* What the learners of uplift share. */
#ifndef SEG_UPLIFT_PRIVATE_H
#define SEG_UPLIFT_PRIVATE_H

#include <segscope/error.h>
#include <segscope/uplift.h>

/* Of columns of about the same scale: what few people say about a column does not run away, what many say hardly changes. */
#define SEG_UPLIFT_PENALTY 1.0

extern const SegUpliftLearner seg_uplift_two_models, seg_uplift_class, seg_uplift_tree;

/** FALSE with SEG_ERROR_DATA: fewer than 50 people, or fewer than 5 who did it or did not, on one side. */
gboolean seg_uplift_enough (const SegUpliftData *data, const guint *rows, gsize n, GError **error);

#endif
