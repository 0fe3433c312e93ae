/* Which of the new groups goes on as which of the old segments: arrays only (match.c). */
#ifndef SEG_MATCH_PRIVATE_H
#define SEG_MATCH_PRIVATE_H

#include <glib.h>

G_BEGIN_DECLS

#define SEG_MATCH_LEAST 0.2 /* less alike than that, two groups are not the same */

#define SEG_MATCH_FREE (-2) /* of forced pairs: nobody has said anything */

typedef struct {
	guint   n_old, n_new;
	gint64 *shared;     /* n_old x n_new: users in both */
	gint64 *old_sizes;  /* n_old: users then */
	gint64 *old_there;  /* n_old: of these, in any new group */
	gint64 *new_sizes;  /* n_new */
	gint64 *new_known;  /* n_new: of these, in any old segment */
	double *similarity; /* n_old x n_new, 0..1 */
	gint32 *old_of;     /* n_new: the old segment it goes on as, or -1 */
	gint32 *new_of;     /* n_old: the other way round */
} SegMatch;

/**
 * Counts who is in both. @old_labels, @new_labels: n users, -1: in none. @old_sizes: n_old, with users who are not among these.
 * @closeness: n_old x n_new, how near the middles are, 0..1; NULL: not comparable. @old_noise, @new_noise: the group of those who fit
 * none, or -1: such groups go together, and with no other.
 *
 * similarity = (1 - c) * Jaccard index of the users in both + c * closeness, c = 1 - 0.75 * share of the users (of the fewer) who are in
 * both; without closeness the Jaccard index alone.
 */
SegMatch *seg_match_new (guint n_old, guint n_new, const gint32 *old_labels, const gint32 *new_labels, gsize n, const gint64 *old_sizes,
                         const double *closeness, gint32 old_noise, gint32 new_noise);
void      seg_match_free (SegMatch *match);

/**
 * Pairs them so that the similarities add up to the most; nothing below SEG_MATCH_LEAST. @forced: n_new values: what a person has said:
 * an old segment, -1 for none, or SEG_MATCH_FREE; NULL: nothing. FALSE with SEG_ERROR_MEMORY.
 */
gboolean  seg_match_solve (SegMatch *match, const gint32 *forced, GError **error);

static inline gint64
seg_match_shared (const SegMatch *match, guint old, guint new)
{
	return match->shared[(gsize) old * match->n_new + new];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMatch, seg_match_free)

G_END_DECLS

#endif
