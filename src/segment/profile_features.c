/* Every feature of every segment against everyone, column by column: as the features are kept and as attributes stand in the table of users.
 *
 * Missing values are left out of means and medians: the matrix has them filled for clustering, which would pull a
 * segment's "days between purchases" towards everyone's. Users of unknown category count as not having a value. */
#include <config.h>
#include "segment-private.h"

#include <segscope/association.h>
#include <segscope/attribute_columns.h>
#include <segscope/feature_blocks.h>
#include <segscope/parallel.h>
#include <segscope/two_groups.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BATCH 4 /* columns in memory at a time */

/* A column to compare: a computed feature, or one of an attribute. */
typedef struct {
	SegMatrixColumn           description; /* of a computed feature; texts borrowed */
	const SegMatrixColumn    *column;
	guint                     position;    /* in feature_block; 0: an attribute, or a table of version 2 */
	const SegAttributeColumn *attribute;   /* NULL: computed */
	gsize                     offset;      /* of the attribute's columns */
} Column;

/* The work over one set. */
typedef struct {
	SegWorkspace *workspace;
	const SegMembers *members;
	const SegFeatureSet *set;
	GPtrArray *catalogue, *attributes;
	SegBlockReader *reader;    /* NULL: a table of version 2 */
	gint64  *ids;              /* users of the set, ascending */
	gsize    n_ids, n;         /* n: of these, members */
	guint32 *rows;             /* n users of the set, segment after segment */
	gsize   *starts;           /* k + 1: where each segment begins in rows */
	GArray  *columns;          /* of Column */
	double  *values[BATCH], *known[BATCH]; /* of a column: by user of the set; the known ones, segment after segment */
	guint    first;            /* column of the batch */
	SegProfileFeature **features; /* columns x k */
} Work;

static void
clear_work (Work *work)
{
	g_clear_pointer (&work->catalogue, g_ptr_array_unref);
	g_clear_pointer (&work->attributes, g_ptr_array_unref);
	seg_block_reader_free (work->reader);
	g_free (work->ids);
	g_free (work->rows);
	g_free (work->starts);
	g_array_unref (work->columns);
	for (guint i = 0; i < BATCH; i++) {
		g_free (work->values[i]);
		g_free (work->known[i]);
	}
	g_free (work->features);
}

/* Who ------------------------------------------------------------------------------------------------------------- */

static gboolean
read_ids (Work *work, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id FROM feature_set_%" G_GINT64_FORMAT " ORDER BY user_id", work->set->id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (work->workspace, sql, error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	while (statement != NULL && seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (ids, id);
	}
	if (statement == NULL || !seg_query_ended (failure, error))
		return FALSE;
	work->n_ids = ids->len;
	work->ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
	return TRUE;
}

static gboolean
find_users (Work *work, GError **error)
{
	gint64 n_parts, n_users;

	if (!seg_feature_blocks_count (work->workspace, work->set->id, &n_parts, &n_users, error))
		return FALSE;
	if (n_parts == 0)
		return read_ids (work, error);
	work->reader = seg_block_reader_new (work->workspace, work->set->id, error);
	if (work->reader == NULL)
		return FALSE;
	work->n_ids = seg_block_reader_n_users (work->reader);
	work->ids = g_memdup2 (seg_block_reader_user_ids (work->reader), work->n_ids * sizeof (gint64));
	return TRUE;
}

/* Lays the members' rows out segment after segment; members and rows both ascend by user. */
static void
order_rows (Work *work)
{
	const SegMembers *members = work->members;
	g_autofree gsize *next = g_new0 (gsize, members->k + 1);

	for (int pass = 0; pass <= 1; pass++) {
		gsize member = 0;

		for (gsize row = 0; row < work->n_ids; row++) {
			while (member < members->n && members->user_ids[member] < work->ids[row])
				member++;
			if (member == members->n || members->user_ids[member] != work->ids[row])
				continue;
			if (pass == 0)
				work->starts[members->labels[member] + 1]++;
			else
				work->rows[next[members->labels[member]]++] = (guint32) row;
		}
		for (guint c = 0; pass == 0 && c < members->k; c++) {
			work->starts[c + 1] += work->starts[c];
			next[c] = work->starts[c];
		}
	}
	work->n = work->starts[members->k];
}

static gboolean
allocate (Work *work, GError **error)
{
	gboolean enough = TRUE;

	work->starts = g_new0 (gsize, work->members->k + 1);
	work->rows = g_try_new (guint32, work->n_ids + 1);
	for (guint i = 0; i < BATCH; i++) {
		work->values[i] = g_try_new (double, work->n_ids + 1);
		work->known[i] = g_try_new (double, work->n_ids + 1);
		enough = enough && work->values[i] != NULL && work->known[i] != NULL;
	}
	if (enough && work->rows != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the profiles of %zu users (%zu bytes)"), work->n_ids,
	             work->n_ids * (2 * BATCH * sizeof (double) + sizeof (guint32)));
	return FALSE;
}

/* What ------------------------------------------------------------------------------------------------------------ */

/* Places of the computed features in the set's blocks, by name, + 1. */
static GHashTable *
read_positions (const Work *work, GError **error)
{
	g_autoptr (GHashTable) positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (work->workspace, "SELECT name, position FROM feature WHERE feature_set_id = :set", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":set", work->set->id);
	while (seg_statement_next (statement, &failure))
		g_hash_table_insert (positions, g_strdup (seg_statement_text (statement, 0)), GUINT_TO_POINTER ((guint) seg_statement_integer (statement, 1) + 1));
	return seg_query_ended (failure, error) ? g_steal_pointer (&positions) : NULL;
}

static void
add_attribute (Work *work, const SegAttributeColumn *attribute)
{
	for (gsize offset = 0; offset < attribute->n_columns; offset++) {
		Column column = { .column = &attribute->columns[offset], .attribute = attribute, .offset = offset };

		g_array_append_val (work->columns, column);
	}
}

static void
add_computed (Work *work, const SegFeature *feature, guint position)
{
	Column column = { .position = position };

	column.description.feature = column.description.name = feature->name;
	column.description.label = feature->label;
	column.description.unit = feature->unit;
	column.description.is_share = feature->type == SEG_TYPE_BOOLEAN;
	g_array_append_val (work->columns, column);
}

/* The columns in the order of the catalogue. */
static gboolean
plan_columns (Work *work, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) positions = read_positions (work, error);
	guint attribute = 0;

	if (positions == NULL || (work->catalogue = seg_feature_catalogue (work->workspace, error)) == NULL
	    || (work->attributes = seg_attribute_columns (work->workspace, work->set, work->catalogue, work->ids, work->n_ids, job, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < work->catalogue->len; i++) {
		const SegFeature *feature = work->catalogue->pdata[i];
		guint position = GPOINTER_TO_UINT (g_hash_table_lookup (positions, feature->name));

		if (feature->is_attribute)
			add_attribute (work, work->attributes->pdata[attribute++]);
		else if (position > 0)
			add_computed (work, feature, position - 1);
	}
	for (guint i = 0; i < work->columns->len; i++) {
		Column *column = &g_array_index (work->columns, Column, i);

		if (column->attribute == NULL)
			column->column = &column->description;
	}
	return TRUE;
}

static gboolean
prepare (Work *work, SegJob *job, GError **error)
{
	work->columns = g_array_new (FALSE, FALSE, sizeof (Column));
	if (!find_users (work, error) || !allocate (work, error) || !plan_columns (work, job, error))
		return FALSE;
	work->features = g_new0 (SegProfileFeature *, work->columns->len * work->members->k + 1);
	order_rows (work);
	return TRUE;
}

/* One column ------------------------------------------------------------------------------------------------------- */

/* Of a set of version 2: from its table. */
static gboolean
read_from_table (const Work *work, const Column *column, double *values, GError **error)
{
	g_autofree char *name = seg_sql_identifier (column->column->name);
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM feature_set_%" G_GINT64_FORMAT " ORDER BY user_id", name, work->set->id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (work->workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < work->n_ids && seg_statement_next (statement, &failure); i++)
		values[i] = seg_statement_is_null (statement, 0) ? NAN : seg_statement_double (statement, 0);
	return seg_query_ended (failure, error);
}

static gboolean
read_column (Work *work, Column *column, double *values, GError **error)
{
	if (column->attribute != NULL)
		return TRUE;
	if (work->reader != NULL ? !seg_block_reader_column (work->reader, column->position, values, 1, error)
	                         : !read_from_table (work, column, values, error))
		return FALSE;
	column->description.minimum = INFINITY;
	for (gsize i = 0; i < work->n_ids; i++)
		if (values[i] < column->description.minimum)
			column->description.minimum = values[i];
	return TRUE;
}

/* Collects the known values of segment @c; returns how many. All count in a value of a category. */
static gsize
collect_values (const Work *work, const Column *column, guint c, const double *values, double *known)
{
	gsize n = 0;

	for (gsize i = work->starts[c]; i < work->starts[c + 1]; i++) {
		double value = column->attribute != NULL ? seg_attribute_value (column->attribute, column->offset, work->rows[i]) : values[work->rows[i]];

		known[n] = value;
		n += isnan (value) ? 0 : 1;
	}
	return n;
}

static SegGroup
group_of (const SegValueFigures *figures)
{
	return (SegGroup) { figures->n, figures->mean, figures->n > 1 ? sqrt (figures->squares / (double) (figures->n - 1)) : NAN };
}

/* The feature of one segment; p is corrected when all features are there. */
static SegProfileFeature *
compare (const Column *column, const SegValueFigures *part, const SegValueFigures *all, gsize size)
{
	SegProfileFeature *feature = seg_profile_feature_new (column->column);
	SegGroup segment = group_of (part);
	SegDifference difference = seg_group_difference (segment, seg_group_without (group_of (all), segment));

	seg_profile_feature_compare (feature, column->column, part->mean, all->mean, all->n > 0 ? sqrt (all->squares / (double) all->n) : 0);
	feature->difference = difference.difference;
	feature->low = difference.low;
	feature->high = difference.high;
	feature->p = difference.p;
	feature->median = part->median;
	feature->median_all = all->median;
	feature->known = (double) part->n / (double) MAX (size, 1);
	feature->known_users = (double) part->n;
	return feature;
}

/* Runs on any thread. */
static void
profile_column (gsize block, gsize first, gsize last, gpointer data)
{
	Work *work = data;
	guint k = work->members->k;
	const Column *column = &g_array_index (work->columns, Column, work->first + (guint) block);
	g_autofree SegValueFigures *parts = g_new0 (SegValueFigures, k + 1);
	double *known = work->known[block];
	SegValueFigures all;
	gsize n = 0;

	(void) first;
	(void) last;
	for (guint c = 0; c < k; c++) {
		gsize n_here = collect_values (work, column, c, work->values[block], known + n);

		parts[c] = seg_values_measure (known + n, n_here, column->column->is_share);
		n += n_here;
	}
	all = seg_values_combine (parts, k);
	all.median = n == 0 ? NAN : column->column->is_share ? (all.mean > 0.5 ? 1 : all.mean < 0.5 ? 0 : 0.5) : seg_median (known, n);
	for (guint c = 0; c < k; c++)
		work->features[(work->first + block) * k + c] = compare (column, &parts[c], &all, work->starts[c + 1] - work->starts[c]);
}

static gboolean
profile_columns (Work *work, SegJob *job, GError **error)
{
	for (work->first = 0; work->first < work->columns->len; work->first += BATCH) {
		guint n = MIN (BATCH, work->columns->len - work->first);

		for (guint i = 0; i < n; i++)
			if (!seg_job_proceed (job, (double) (work->first + i) / (double) work->columns->len, _("profiles of the segments"), error)
			    || !read_column (work, &g_array_index (work->columns, Column, work->first + i), work->values[i], error))
				return FALSE;
		seg_parallel_blocks (n, 1, profile_column, work);
	}
	return TRUE;
}

/* The whole -------------------------------------------------------------------------------------------------------- */

/* Of many features some differ by chance. */
static void
correct_p (GPtrArray *features)
{
	g_autofree double *p = g_new (double, features->len + 1);

	for (guint i = 0; i < features->len; i++)
		p[i] = ((const SegProfileFeature *) features->pdata[i])->p;
	seg_adjust_p (p, features->len);
	for (guint i = 0; i < features->len; i++)
		((SegProfileFeature *) features->pdata[i])->p = p[i];
}

/* Hands over what was found, also of work that was stopped. */
static void
take_features (Work *work, GPtrArray *profiles)
{
	guint k = work->members->k;

	for (guint c = 0; work->features != NULL && c < k; c++) {
		GPtrArray *features = ((SegProfile *) profiles->pdata[c])->features;

		for (guint i = 0; i < work->columns->len; i++)
			if (work->features[i * k + c] != NULL)
				g_ptr_array_add (features, work->features[i * k + c]);
		correct_p (features);
		seg_profile_features_sort (features);
	}
}

gboolean
seg_profile_features (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members, GPtrArray *profiles,
                      SegJob *job, GError **error)
{
	Work work = { .workspace = workspace, .members = members, .set = set };
	SegJobSpan span = seg_job_enter (job, 0, 0.4);
	gboolean filled = prepare (&work, job, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.4, 1);
	filled = filled && profile_columns (&work, job, error) && seg_profile_groups (work.attributes, members, work.ids, work.n_ids, profiles, error);
	seg_job_leave (job, span);
	take_features (&work, profiles);
	clear_work (&work);
	return filled;
}
