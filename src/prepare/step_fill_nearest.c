/* Fill from the nearest rows: the mean of the k rows that are nearest by the chosen numbers, each standardised (mean 0, deviation 1)
 * over the rows that have them all. Nearest by Euclidean distance; of equally near ones the earlier imported. A row that lacks some of the
 * numbers is compared by the others. A k-d tree (Bentley 1975, doi:10.1145/361002.361007) over the donors makes it fast. */
#include <config.h>
#include "step_options.h"

#include <segscope/parallel.h>

#include <math.h>
#include <string.h>

#define LEAF 16
#define BLOCK 64   /* rows of one piece of work */
#define BATCH 4096 /* rows between two looks at the job */
#define COLUMNS_MOST 16
#define NEIGHBOURS_MOST 100

typedef struct {
	gsize   n, d;
	double *points; /* n x d */
	double *values; /* of donors: what they have in the column */
	gint64 *ids;
} Rows;

typedef struct {
	Rows   donors, wanted;
	gsize *order;  /* of donors, as the tree has them: a range is split at its middle along depth % d */
	gsize  k;
} Nearest;

static void
rows_clear (Rows *rows)
{
	g_free (rows->points);
	g_free (rows->values);
	g_free (rows->ids);
}

static void
nearest_clear (Nearest *nearest)
{
	rows_clear (&nearest->donors);
	rows_clear (&nearest->wanted);
	g_free (nearest->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Nearest, nearest_clear)

/* The tree ------------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_before (const Rows *rows, gsize a, gsize b, gsize axis)
{
	double x = rows->points[a * rows->d + axis], y = rows->points[b * rows->d + axis];

	return x < y || (x == y && a < b);
}

/* Puts the middle one of order[from..to) in its place, smaller ones before it (Hoare's selection). */
static void
split (const Nearest *nearest, gsize from, gsize to, gsize middle, gsize axis)
{
	gsize *order = nearest->order;

	while (to - from > 1) {
		const gsize pivot = order[from + (to - from) / 2];
		gsize i = from, j = to - 1;

		while (i <= j) {
			while (is_before (&nearest->donors, order[i], pivot, axis))
				i++;
			while (is_before (&nearest->donors, pivot, order[j], axis))
				j--;
			if (i <= j) {
				const gsize other = order[i];

				order[i++] = order[j];
				order[j] = other;
				if (j == 0)
					break;
				j--;
			}
		}
		if (middle <= j)
			to = j + 1;
		else if (middle >= i)
			from = i;
		else
			return;
	}
}

static void
build (const Nearest *nearest, gsize from, gsize to, gsize depth)
{
	const gsize middle = from + (to - from) / 2;

	if (to - from <= LEAF)
		return;
	split (nearest, from, to, middle, depth % nearest->donors.d);
	build (nearest, from, middle, depth + 1);
	build (nearest, middle + 1, to, depth + 1);
}

/* The k best so far, the worst of them last. */
typedef struct {
	const double *point; /* NAN: the row lacks that number */
	gsize  n, k;
	double distances[NEIGHBOURS_MOST];
	gsize  donors[NEIGHBOURS_MOST];
} Search;

static void
consider (const Nearest *nearest, Search *search, gsize donor)
{
	const double *point = &nearest->donors.points[donor * nearest->donors.d];
	double distance = 0;
	gsize at;

	for (gsize i = 0; i < nearest->donors.d; i++)
		if (!isnan (search->point[i]))
			distance += (point[i] - search->point[i]) * (point[i] - search->point[i]);
	for (at = search->n; at > 0; at--)
		if (search->distances[at - 1] < distance || (search->distances[at - 1] == distance && search->donors[at - 1] < donor))
			break;
	if (at == search->k)
		return;
	if (search->n < search->k)
		search->n++;
	for (gsize i = search->n - 1; i > at; i--) {
		search->distances[i] = search->distances[i - 1];
		search->donors[i] = search->donors[i - 1];
	}
	search->distances[at] = distance;
	search->donors[at] = donor;
}

static void
look (const Nearest *nearest, Search *search, gsize from, gsize to, gsize depth)
{
	const gsize axis = depth % nearest->donors.d, middle = from + (to - from) / 2;
	double away;

	if (to - from <= LEAF) {
		for (gsize i = from; i < to; i++)
			consider (nearest, search, nearest->order[i]);
		return;
	}
	away = search->point[axis] - nearest->donors.points[nearest->order[middle] * nearest->donors.d + axis];
	consider (nearest, search, nearest->order[middle]);
	if (away > 0)
		look (nearest, search, middle + 1, to, depth + 1);
	else
		look (nearest, search, from, middle, depth + 1);
	/* Equal distances count: the earlier row wins them. */
	if (search->n == search->k && away * away > search->distances[search->n - 1])
		return;
	if (away > 0)
		look (nearest, search, from, middle, depth + 1);
	else
		look (nearest, search, middle + 1, to, depth + 1);
}

static void
fill_block (gsize block, gsize from, gsize to, gpointer data)
{
	const Nearest *nearest = data;

	(void) block;
	for (gsize row = from; row < to; row++) {
		Search search = { .point = &nearest->wanted.points[row * nearest->wanted.d], .k = nearest->k };
		double sum = 0;

		look (nearest, &search, 0, nearest->donors.n, 0);
		for (gsize i = 0; i < search.n; i++)
			sum += nearest->donors.values[search.donors[i]];
		nearest->wanted.values[row] = sum / (double) search.n;
	}
}

/* Rows of the table ---------------------------------------------------------------------------------------------------------------- */

static gboolean
rows_allocate (Rows *rows, gsize n, gsize d, GError **error)
{
	rows->d = d;
	rows->points = g_try_new (double, MAX (n * d, 1));
	rows->values = g_try_new (double, MAX (n, 1));
	rows->ids = g_try_new (gint64, MAX (n, 1));
	if (rows->points != NULL && rows->values != NULL && rows->ids != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu rows"), n);
	return FALSE;
}

static char *
query (SegStepRun *run, const SegAttribute *attribute)
{
	const char *const *using = seg_step_get_all (run->step, "using");
	g_autofree char *column = seg_sql_identifier (attribute->name);
	GString *sql = g_string_new (NULL);

	g_string_printf (sql, "SELECT id, %s", column);
	for (gsize i = 0; using[i] != NULL; i++) {
		g_autofree char *other = seg_sql_identifier (seg_step_run_find (run, using[i])->name);

		g_string_append_printf (sql, ", %s", other);
	}
	g_string_append_printf (sql, " FROM %s WHERE %s ORDER BY id", run->entity, run->in_use);
	return g_string_free (sql, FALSE);
}

/* Sorts the current row into the donors, the wanted ones, or neither. */
static void
take_row (Nearest *nearest, const SegStatement *row)
{
	const gsize d = nearest->donors.d;
	double point[COLUMNS_MOST];
	gsize present = 0;
	Rows *rows;

	for (gsize i = 0; i < d; i++) {
		point[i] = seg_statement_double (row, (int) i + 2);
		present += isnan (point[i]) ? 0 : 1;
	}
	rows = seg_statement_is_null (row, 1) ? &nearest->wanted : &nearest->donors;
	if (present == 0 || (rows == &nearest->donors && present < d))
		return;
	memcpy (&rows->points[rows->n * d], point, d * sizeof *point);
	rows->values[rows->n] = seg_statement_double (row, 1);
	rows->ids[rows->n++] = seg_statement_integer (row, 0);
}

static gboolean
read_rows (Nearest *nearest, SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	const gsize d = g_strv_length ((char **) seg_step_get_all (run->step, "using"));
	g_autofree char *column = seg_sql_identifier (attribute->name), *sql = query (run, attribute);
	g_autofree char *missing_sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE %s AND %s IS NULL", run->entity, run->in_use, column);
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	gint64 missing;

	if (!seg_workspace_count (run->workspace, missing_sql, &missing, error)
	    || !rows_allocate (&nearest->wanted, (gsize) missing, d, error)
	    || !rows_allocate (&nearest->donors, (gsize) (run->step->effect.rows_before - missing), d, error)
	    || (rows = seg_workspace_prepare (run->workspace, sql, error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		take_row (nearest, rows);
	return seg_query_ended (failure, error);
}

/* Mean 0 and deviation 1 over the donors; a number that does not vary tells nothing and becomes 0. */
static void
standardise (Nearest *nearest)
{
	const gsize n = nearest->donors.n, d = nearest->donors.d;

	for (gsize axis = 0; axis < d; axis++) {
		long double sum = 0, squares = 0;
		double mean, deviation;

		for (gsize i = 0; i < n; i++)
			sum += nearest->donors.points[i * d + axis];
		mean = (double) (sum / n);
		for (gsize i = 0; i < n; i++)
			squares += (nearest->donors.points[i * d + axis] - mean) * (nearest->donors.points[i * d + axis] - mean);
		deviation = (double) sqrtl (squares / n);
		for (gsize i = 0; i < n; i++)
			nearest->donors.points[i * d + axis] = deviation > 0 ? (nearest->donors.points[i * d + axis] - mean) / deviation : 0;
		for (gsize i = 0; i < nearest->wanted.n; i++)
			if (!isnan (nearest->wanted.points[i * d + axis]))
				nearest->wanted.points[i * d + axis] = deviation > 0 ? (nearest->wanted.points[i * d + axis] - mean) / deviation : 0;
	}
}

static gboolean
search_all (Nearest *nearest, SegJob *job, GError **error)
{
	Nearest part = *nearest;

	for (gsize from = 0; from < nearest->wanted.n; from += BATCH) {
		if (!seg_job_proceed (job, (double) from / (double) nearest->wanted.n, NULL, error))
			return FALSE;
		part.wanted.n = MIN (BATCH, nearest->wanted.n - from);
		part.wanted.points = &nearest->wanted.points[from * nearest->wanted.d];
		part.wanted.values = &nearest->wanted.values[from];
		seg_parallel_blocks (part.wanted.n, BLOCK, fill_block, &part);
	}
	return TRUE;
}

static gboolean
write_cells (const Nearest *nearest, SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (run->workspace,
		attribute->type == SEG_TYPE_DATE ? "INSERT INTO temp.clean_cell (id, value) VALUES (:id, CAST (round (:value) AS INTEGER))"
		: "INSERT INTO temp.clean_cell (id, value) VALUES (:id, :value)", error);

	if (insert == NULL)
		return FALSE;
	for (gsize i = 0; i < nearest->wanted.n; i++) {
		seg_statement_bind_integer_at (insert, 1, nearest->wanted.ids[i]);
		seg_statement_bind_double_at (insert, 2, nearest->wanted.values[i]);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_fill_nearest (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	g_auto (Nearest) nearest = { .k = (gsize) seg_step_number (run->step, "neighbours", 5) };

	if (!read_rows (&nearest, run, attribute, error))
		return FALSE;
	if (nearest.donors.n == 0) {
		g_clear_pointer (&run->step->effect.remark, g_free);
		run->step->effect.remark = g_strdup_printf (_("no row has both %s and all columns to compare by"), attribute->label);
		return TRUE;
	}
	standardise (&nearest);
	nearest.order = g_try_new (gsize, nearest.donors.n);
	if (nearest.order == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu rows"), nearest.donors.n);
		return FALSE;
	}
	for (gsize i = 0; i < nearest.donors.n; i++)
		nearest.order[i] = i;
	build (&nearest, 0, nearest.donors.n, 0);
	return search_all (&nearest, run->job, error) && write_cells (&nearest, run, attribute, error);
}

gboolean
seg_fill_nearest_check (SegStepRun *run, GError **error)
{
	const char *const *using = seg_step_get_all (run->step, "using"), *const *names = seg_step_get_all (run->step, "column");
	const double k = seg_step_number (run->step, "neighbours", 5);
	g_autofree char *near_by = seg_step_said (run->step, "using");

	if (k < 1 || k > NEIGHBOURS_MOST) {
		g_autofree char *said = seg_step_said (run->step, "neighbours");

		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is between 1 and %d"), said, NEIGHBOURS_MOST);
		return FALSE;
	}
	if (g_strv_length ((char **) using) > COLUMNS_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s takes up to %d columns"), near_by, COLUMNS_MOST);
		return FALSE;
	}
	for (gsize i = 0; using[i] != NULL; i++)
		for (gsize j = 0; names[j] != NULL; j++)
			if (seg_step_run_find (run, using[i]) == seg_step_run_find (run, names[j])) {
				g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: %s cannot be compared by, as it is to be filled"), near_by, using[i]);
				return FALSE;
			}
	return TRUE;
}
