/* What a feature set was computed from: with it, only users with new events are computed again. */
#ifndef SEG_FEATURE_BASIS_H
#define SEG_FEATURE_BASIS_H

#include "feature-private.h"

typedef struct {
	gint64 set, as_of, n_users;
	gboolean everyone;
	char  *digest;         /* of everything but events that values depend on */
	char  *attributes;     /* digest of how many values each attribute has */
	gint64 last_source;    /* the last file then */
	gint64 last_event_id;  /* ids are never used again: new events have higher ones */
	SegEventFacts *facts;  /* of the events up to it */
} SegBasis;

void     seg_basis_free (SegBasis *basis);
/** Finds basis->attributes of the data as they are now: those of @before (or NULL) where no file can have changed them since, else by a
 * look at all users and items. Also basis->last_source. */
gboolean seg_basis_find_attributes (SegBasis *basis, SegWorkspace *workspace, const SegBasis *before, GError **error);
/** basis->digest of the data as they are now, up to the event @last_event_id, for the features in @context. Free with g_free(). */
char    *seg_basis_digest (const SegBasis *basis, const SegFeatureContext *context, gint64 last_event_id, GError **error);
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
	gint64      n_users;   /* of the set, with them */
	SegBasis   *now;       /* what they are computed from */
} SegIncrement;

/** Computes the users with events since the set @name was computed. FALSE with @error. */
gboolean seg_increment_compute (SegIncrement *increment, SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone,
                                SegJob *job, GError **error);
void     seg_increment_clear (SegIncrement *increment);

#endif
