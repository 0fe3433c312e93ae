/* What a feature set was computed from: with it, only users with new events are computed again. */
#ifndef SEG_FEATURE_BASIS_H
#define SEG_FEATURE_BASIS_H

#include "feature-private.h"

typedef struct {
	gint64 set, as_of, n_users;
	gboolean everyone;
	char  *digest;         /* of everything but events that values depend on */
	gint64 last_event_id;  /* ids are never used again: new events have higher ones */
	SegEventFacts *facts;  /* of the events up to it */
} SegBasis;

void     seg_basis_free (SegBasis *basis);
/** Of the data as they are now, for the features in @context. Free with g_free(). @attributes: (inout) what attributes are like, found
 * where it is NULL; free with g_free(). */
char    *seg_basis_digest (const SegFeatureContext *context, gint64 last_event_id, char **attributes, GError **error);
gboolean seg_basis_keep (SegWorkspace *workspace, gint64 set, const SegBasis *basis, GError **error);
/** That of the set @name; *@basis NULL where none is kept. FALSE with @error. */
gboolean seg_basis_load (SegWorkspace *workspace, const char *name, SegBasis **basis, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBasis, seg_basis_free)

/* What an incremental build found out: values of some users, or why all have to be computed. */
typedef struct {
	SegFeatureContext *context;
	GPtrArray  *blocks;    /* of SegComputedBlock*; NULL: all users have to be computed, because: */
	const char *because;   /* in words; NULL: there is no earlier set */
	GPtrArray  *packs;     /* made of new events, to be written */
	gint64      set, part, n_touched;
	char       *attributes; /* of seg_basis_digest() */
	SegBasis   *now;       /* what they are computed from */
} SegIncrement;

/** Computes the users with events since the set @name was computed. FALSE with @error. */
gboolean seg_increment_compute (SegIncrement *increment, SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone,
                                SegJob *job, GError **error);
void     seg_increment_clear (SegIncrement *increment);

#endif
