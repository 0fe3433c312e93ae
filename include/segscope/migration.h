/* Who moved where between two versions of a segmentation or two runs, how the values of features have drifted, and what changed, in words. */
#ifndef SEGSCOPE_MIGRATION_H
#define SEGSCOPE_MIGRATION_H

#include <segscope/version.h>

G_BEGIN_DECLS

/* One of the two, by segment. */
typedef struct {
	gint64 segment_id; /* 0: a group of a run */
	guint  position, colour;
	char  *name;
	gint64 size;
} SegMigrationSegment;

typedef struct {
	char      *title;    /* "autumn, version 2", "run 7" */
	char      *segmentation; /* its name; NULL: a run */
	guint      number;   /* of the version */
	gint64     run_id;   /* of a run, else 0 */
	gint64     as_of;    /* of its features; 0: unknown */
	GPtrArray *segments; /* of SegMigrationSegment*, by position */
	gint64     n_users;
} SegMigrationSide;

typedef struct {
	SegMigrationSide from, to;
	gint64 *users;   /* (from segments + 1) x (to segments + 1): users in both; the last row: in none before, the last column: in none now */
	gint32 *goes_on; /* by segment before: where it is in `to`, -1: gone, or there is no telling (runs, different segmentations) */
	gboolean same;   /* both are versions of one segmentation: goes_on says something */
	gint64  n_both, n_stayed, n_moved, n_came, n_left; /* n_stayed + n_moved = n_both where it does, else 0 */
} SegMigration;

/** From one version to another (of one segmentation, or of two). NULL with @error, SEG_ERROR_CANCELLED. Cost: O(users). */
SegMigration *seg_migration (SegWorkspace *workspace, const SegVersion *from, const SegVersion *to, SegJob *job, GError **error);
/** The same of two runs (run.h). */
SegMigration *seg_migration_of_runs (SegWorkspace *workspace, gint64 from, gint64 to, SegJob *job, GError **error);
void          seg_migration_free (SegMigration *migration);

static inline gint64
seg_migration_users (const SegMigration *migration, guint from, guint to)
{
	return migration->users[(gsize) from * (migration->to.segments->len + 1) + to];
}

/** The condition (as seg_filter_parse() takes it) of those in segment @from before and @to now, counted from 0; as many as there are: in
 * none; G_MAXUINT: wherever. NULL: both wherever. Owned. */
char *seg_migration_filter (const SegMigration *migration, guint from, guint to);

/* Users whose value is above @low and at most @high (infinite at the ends). */
typedef struct {
	double low, high;
	gint64 before, now; /* users; of versions with more than 1,000 different values exact to a thousandth */
	double part;        /* of the stability index */
} SegDriftBin;

/* How the values of one column lie now, against how they lay. */
typedef struct {
	char    *name, *label, *unit; /* of the column: orders, user.city=上海 */
	gboolean share;        /* means are shares 0..1 */
	double   mean_before, mean_now;
	double   known_before, known_now; /* shares of users with a value */
	double   psi;          /* population stability index (two_groups.h), of the tenths of before; NAN: nobody has a value */
	gint64   n_before, n_now; /* users, also those without a value */
	GArray  *bins;         /* of SegDriftBin, by value: tenths of before, or a bin a value where there are up to 10; empty where psi is NAN */
	double   ks;           /* Kolmogorov and Smirnov's D, to 0.001 where there are more than 1,000 values */
} SegDrift;

/* By custom: below the first stable, above the second another population. */
#define SEG_DRIFT_STABLE 0.1
#define SEG_DRIFT_FAR 0.25

/**
 * How the columns that both versions were made from have drifted, largest index first: GPtrArray of SegDrift*, owned. @to: NULL: the users
 * and values of the feature set as it is now.
 * NULL with SEG_ERROR_DATA (nothing was kept of a version of an older program; no column in both), as seg_feature_matrix().
 */
GPtrArray  *seg_drift (SegWorkspace *workspace, const SegVersion *from, const SegVersion *to, SegJob *job, GError **error);
void        seg_drift_free (SegDrift *drift);

#define SEG_DRIFT_KNOWN G_MAXUINT /* instead of a bin: everyone with a value */
/**
 * The condition of those whose values are in bin @bin now; SEG_DRIFT_KNOWN: who have one; bins->len: who have none. @set: the feature set of the
 * segments. Owned; NULL with SEG_ERROR_DATA: no condition says it (values of a category put together, dates). Of drift against now it takes
 * exactly the users that were counted.
 */
char       *seg_drift_filter (SegWorkspace *workspace, const SegFeatureSet *set, const SegDrift *drift, guint bin, GError **error);
/** "stable", "drifts", "far off"; translated. */
const char *seg_drift_words (double psi);
/** The values of bin @bin: "above 3 to 5", "yes". Free with g_free(). */
char       *seg_drift_bin_words (const SegDrift *drift, guint bin);

/** What changed, in sentences, what needs a person first: GPtrArray of char*, owned. @drift: or NULL. */
GPtrArray *seg_migration_words (const SegMigration *migration, const GPtrArray *drift);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMigration, seg_migration_free)

G_END_DECLS

#endif
