/* Why a user is in a segment: how far all segments are, the features that decide, and the smallest change that would move them. */
#ifndef SEGSCOPE_WHY_H
#define SEGSCOPE_WHY_H

#include <segscope/boundary.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

#define SEG_WHY_FEATURES 3   /* that decide, said in sentences */
#define SEG_WHY_NEIGHBOURS 10

/* What the segments were made by, as far as it matters here. */
typedef enum {
	SEG_WHY_CENTRES, /* the nearest middle */
	SEG_WHY_SHARES,  /* the largest share of a mixture */
	SEG_WHY_DENSITY, /* users nearby */
	SEG_WHY_GRID,    /* scores of an RFM grid */
	SEG_WHY_EDITED,  /* put together, divided or with borders moved by people since */
	SEG_WHY_CONDITIONS /* the first condition that the user meets */
} SegWhyBasis;

/* One segment, seen from the user. */
typedef struct {
	gint32 segment;  /* place in segmentation->segments */
	double distance; /* to its middle; by density: to its nearest user; NAN: none */
	double share;    /* of a mixture, as the rule has it now; else NAN */
	guint  n_near;   /* of the SEG_WHY_NEIGHBOURS nearest users */
} SegWhyDistance;

/* One feature of the user beside the middles of two segments. */
typedef struct {
	char  *feature, *label, *unit;
	char  *value, *own, *next; /* in the feature's own unit; "" where there is nothing to say. Of conditions: yes or no, the condition, "" */
	gboolean filled;           /* the user has no value: what stands for it */
	double part;               /* of the difference in cost to the two: above 0 it holds the user, below it pulls to the next */
} SegWhyFeature;

/* A change of a feature that puts the user elsewhere, all else staying as it is. */
typedef struct {
	char  *feature, *label, *unit;
	char  *from, *to;        /* as text, in the feature's own unit */
	double raw_from, raw_to; /* numbers: the very first value that does it; NAN: a value of a category */
	double length;           /* of the step, in scaled units */
	gint32 segment;          /* where it leads; -1: to none */
} SegWhyMove;

typedef struct {
	gint64 user_id;
	char  *key;
	double distance; /* in scaled units */
	gint32 segment;  /* -1: in none */
} SegWhyNeighbour;

typedef struct {
	gint64           user_id;
	char            *key;
	SegSegmentation *segmentation;
	SegWhyBasis      basis;
	gint32           own;     /* the user's segment: a place in segments; -1: in none */
	gint32           now;     /* the one that the rule gives for what is known of the user now; -1: none */
	gint32           next;    /* the nearest of the others; -1: there is none */
	gboolean         by_tree; /* a tree put users together; its rule for users who come later is the nearest middle */
	gboolean         stale;   /* the figures are older than the data */
	GArray          *distances;  /* of SegWhyDistance, nearest first */
	GPtrArray       *features;   /* of SegWhyFeature*, what holds the user most first; empty by density */
	GPtrArray       *moves;      /* of SegWhyMove*, one feature at a time, smallest step first: at most one a feature, segment and way (up, down) */
	guint            n_immovable; /* features that alone move the user nowhere, with any value that somebody has */
	GPtrArray       *together;   /* of SegWhyMove*: up to three features at once, the smallest such step; empty: none known */
	double           border;     /* how far away the border is with all features at once, in scaled units; NAN: not known */
	GPtrArray       *neighbours; /* of SegWhyNeighbour*, nearest first */
	GPtrArray       *pins;       /* of char*: where people pinned the user, in words */
} SegWhy;

/**
 * Why user @user_id is where they are in @segmentation (NULL: the newest).
 *
 * Their features are read again and treated as they were when the segments were made; changes are sought among the values that users
 * have, between the smallest and the largest, whole numbers staying whole, and each is tried with the segmentation's own rule.
 * The change to segment->raw_to moves the user; half as far does not.
 * NULL with SEG_ERROR_NOT_FOUND (no segmentation, no such user), SEG_ERROR_DATA (the user lacks a value and was left out; says so),
 * SEG_ERROR_ARGUMENT (how users are treated was not kept), SEG_ERROR_CANCELLED.
 * Cost: reads the features of all users once, O(n d); the rule is asked some thousand times.
 */
SegWhy *seg_user_why (SegWorkspace *workspace, const char *segmentation, gint64 user_id, SegJob *job, GError **error);
void    seg_why_free (SegWhy *why);

/** All of it in sentences, the most telling first: GPtrArray of char*, owned. */
GPtrArray *seg_why_words (const SegWhy *why);
/** "Spend 120 → 186: to Champions". Owned. */
char      *seg_why_move_words (const SegWhy *why, const SegWhyMove *move);
/** The name of the segment at place @segment; of -1: "no segment". */
const char *seg_why_segment_name (const SegWhy *why, gint32 segment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegWhy, seg_why_free)

G_END_DECLS

#endif
