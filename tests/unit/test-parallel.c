/* Loops over blocks: every block once, with any number of threads, nested, and started from several threads. */
#include <config.h>
#include <segscope/blas.h>
#include <segscope/parallel.h>

#include <cblas.h>
#include <stdatomic.h>

#define N_ROWS 10007
#define BLOCK 64

typedef struct {
	atomic_uint visits[N_ROWS];
	atomic_uint n_blocks;
	double      partials[(N_ROWS + BLOCK - 1) / BLOCK];
} Counts;

static void
visit (gsize block, gsize first, gsize last, gpointer data)
{
	Counts *counts = data;
	double sum = 0;

	g_assert_cmpuint (first, ==, block * BLOCK);
	g_assert_cmpuint (last - first, <=, BLOCK);
	atomic_fetch_add (&counts->n_blocks, 1);
	for (gsize i = first; i < last; i++) {
		atomic_fetch_add (&counts->visits[i], 1);
		sum += 1.0 / (double) (i + 3);
	}
	counts->partials[block] = sum;
}

/* Runs the loop, checks that every row was seen @times times, and returns the sum of the partials in block order. */
static double
run_and_check (Counts *counts, guint times)
{
	double sum = 0;

	seg_parallel_blocks (N_ROWS, BLOCK, visit, counts);
	for (gsize i = 0; i < N_ROWS; i++)
		g_assert_cmpuint (counts->visits[i], ==, times);
	for (gsize i = 0; i < G_N_ELEMENTS (counts->partials); i++)
		sum += counts->partials[i];
	return sum;
}

static void
test_any_threads (void)
{
	static const guint n_threads[] = { 1, 2, 3, 8, 2, 1, 5 };
	g_autofree Counts *first = g_new0 (Counts, 1);
	double expected;

	seg_parallel_set_threads (1);
	expected = run_and_check (first, 1);
	for (gsize i = 0; i < G_N_ELEMENTS (n_threads); i++) {
		g_autofree Counts *counts = g_new0 (Counts, 1);

		seg_parallel_set_threads (n_threads[i]);
		g_assert_cmpuint (seg_parallel_threads (), ==, n_threads[i]);
		for (guint times = 1; times <= 20; times++)
			g_assert_true (run_and_check (counts, times) == expected); /* the same bits */
		g_assert_cmpuint (counts->n_blocks, ==, 20 * seg_parallel_n_blocks (N_ROWS, BLOCK));
	}
}

static void
never (gsize block, gsize first, gsize last, gpointer data)
{
	(void) block;
	(void) first;
	(void) last;
	(void) data;
	g_assert_not_reached ();
}

static void
count_rows (gsize block, gsize first, gsize last, gpointer data)
{
	(void) block;
	atomic_fetch_add ((atomic_uint *) data, (guint) (last - first));
}

static void
test_edges (void)
{
	atomic_uint n = 0;

	seg_parallel_set_threads (4);
	seg_parallel_blocks (0, BLOCK, never, NULL);
	seg_parallel_blocks (1, BLOCK, count_rows, &n);
	g_assert_cmpuint (n, ==, 1);
	seg_parallel_blocks (BLOCK, BLOCK, count_rows, &n);
	g_assert_cmpuint (n, ==, 1 + BLOCK);
	seg_parallel_blocks (5, 1, count_rows, &n);
	g_assert_cmpuint (n, ==, 6 + BLOCK);
	g_assert_cmpuint (seg_parallel_n_blocks (0, 8), ==, 0);
	g_assert_cmpuint (seg_parallel_n_blocks (8, 8), ==, 1);
	g_assert_cmpuint (seg_parallel_n_blocks (9, 8), ==, 2);
}

static void
loop_inside (gsize block, gsize first, gsize last, gpointer data)
{
	(void) block;
	for (gsize i = first; i < last; i++)
		seg_parallel_blocks (100, 7, count_rows, data);
}

static void
test_nested (void)
{
	atomic_uint n = 0;

	seg_parallel_set_threads (3);
	seg_parallel_blocks (50, 4, loop_inside, &n);
	g_assert_cmpuint (n, ==, 5000);
}

static gpointer
call_often (gpointer data)
{
	(void) data;
	for (guint round = 0; round < 50; round++) {
		atomic_uint n = 0;

		seg_parallel_blocks (1000, 16, count_rows, &n);
		g_assert_cmpuint (n, ==, 1000);
	}
	return NULL;
}

static void
test_concurrent_callers (void)
{
	GThread *threads[4];

	seg_parallel_set_threads (3);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
		threads[i] = g_thread_new ("caller", call_often, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
		g_thread_join (threads[i]);
}

static void
test_default (void)
{
	seg_parallel_set_threads (0);
	g_assert_cmpuint (seg_parallel_threads (), ==, g_get_num_processors ());
}

static int
count_tasks (void)
{
	g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
	int n = 0;

	while (tasks != NULL && g_dir_read_name (tasks) != NULL)
		n++;
	return n;
}

/* Large enough for OpenBLAS to use all the threads it has. */
static void
multiply (void)
{
	enum { N = 300 };
	g_autofree double *a = g_new (double, N * N), *product = g_new0 (double, N * N);
	int sum = 0;

	for (int i = 0; i < N * N; i++)
		a[i] = i % 7;
	for (int i = 0; i < N; i++)
		sum += i % 7 * (i * N % 7);
	cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, a, N, a, N, 0, product, N);
	g_assert_cmpfloat (product[0], ==, sum);
}

/* The threads that OpenBLAS starts by itself are gone, and do not come back when it works. */
static void
test_blas (void)
{
	int n_others = openblas_get_num_threads () - 1, n = count_tasks ();

	if (n == 0) {
		g_test_skip ("threads cannot be counted here");
		return;
	}
	seg_blas_end_threads ();
	g_assert_cmpint (openblas_get_num_threads (), ==, 1);
	for (int i = 0; i < 10000 && count_tasks () > n - n_others; i++)
		g_usleep (1000); /* the system takes its time to forget them */
	g_assert_cmpint (count_tasks (), ==, n - n_others);
	seg_blas_stay_alone ();
	multiply ();
	g_assert_cmpint (count_tasks (), ==, n - n_others);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/parallel/blas", test_blas);
	g_test_add_func ("/parallel/any-threads", test_any_threads);
	g_test_add_func ("/parallel/edges", test_edges);
	g_test_add_func ("/parallel/nested", test_nested);
	g_test_add_func ("/parallel/concurrent-callers", test_concurrent_callers);
	g_test_add_func ("/parallel/default", test_default);
	return g_test_run ();
}
