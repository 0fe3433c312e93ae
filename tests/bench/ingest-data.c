/* The two files that imports are measured with: made from a seed, the same bytes every time. */
#include <config.h>
#include "ingest-data.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define N_ITEMS 20000
#define DAY_0 1704067200 /* 2024-01-01 */

/* One of @names by cumulated shares in per cent. */
static const char *
draw (gsl_rng *random, const char *const *names, const int *cumulated)
{
	int dice = (int) gsl_rng_uniform_int (random, 100), i = 0;

	while (dice >= cumulated[i])
		i++;
	return names[i];
}

static void
write_user (FILE *file, gsl_rng *random, int id)
{
	static const char *const countries[] = { "US", "DE", "GB", "FR", "BR", "IN", "JP", "NL", "ES", "CN", "PL", "SE" };
	static const char *const plans[] = { "free", "basic", "pro", "enterprise" };
	static const char *const channels[] = { "organic", "ads", "referral", "email", "partner", "social" };
	static const char *const devices[] = { "ios", "android", "web", "desktop" };
	static const int country[] = { 30, 39, 47, 54, 62, 74, 80, 83, 88, 95, 98, 100 }, plan[] = { 60, 82, 96, 100 };
	static const int channel[] = { 35, 57, 72, 82, 88, 100 }, device[] = { 24, 57, 89, 100 };
	int segment = (int) gsl_rng_uniform_int (random, 6);

	fprintf (file, "%d,%s,%s,%s,%s,%d,%d,%u,%u,", id, draw (random, countries, country), draw (random, plans, plan),
	         draw (random, channels, channel), draw (random, devices, device),
	         (int) CLAMP (38 + gsl_ran_gaussian (random, 12), 16, 92), (int) gsl_ran_gamma (random, 2, 180),
	         gsl_ran_negative_binomial (random, 0.05, 2), gsl_ran_poisson (random, 1 + segment * 1.5));
	fprintf (file, "%.2f,%.2f,%.4f,%.4f,%.4f,%d,%u,%d\n", gsl_ran_lognormal (random, 3.2 + 0.35 * segment, 0.9),
	         gsl_ran_lognormal (random, 3, 0.5), gsl_ran_beta (random, 2, 8), gsl_ran_beta (random, 1.2, 14),
	         gsl_ran_beta (random, 2 + segment, 6), (int) gsl_ran_exponential (random, 30), gsl_ran_poisson (random, 0.6),
	         (int) CLAMP (30 + 6 * segment + gsl_ran_gaussian (random, 25), -100, 100));
}

void
ingest_write_users (FILE *file, int n_users)
{
	gsl_rng *random = gsl_rng_alloc (gsl_rng_mt19937);

	gsl_rng_set (random, 11);
	fputs ("id,country,plan,channel,device,age,tenure_days,sessions,orders,revenue,avg_basket,discount_rate,return_rate,email_open,"
	       "days_since_last,support_tickets,nps\n", file);
	for (int i = 1; i <= n_users; i++)
		write_user (file, random, i);
	gsl_rng_free (random);
}

/* Cumulated weights 1 / rank^1.05 of items, or log-normal activities of users. */
static double *
cumulate (gsl_rng *random, int n, gboolean users)
{
	double *sums = g_new (double, n), sum = 0;

	for (int i = 0; i < n; i++)
		sums[i] = sum += users ? gsl_ran_lognormal (random, 0, 1) : pow (i + 1, -1.05);
	return sums;
}

/* Where @value would stand in @sums. */
static int
find_place (const double *sums, int n, double value)
{
	int low = 0, high = n - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (sums[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
ingest_write_events (FILE *file, int n_users, int n_events)
{
	gsl_rng *random = gsl_rng_alloc (gsl_rng_mt19937);
	g_autofree double *users = NULL, *items = NULL;
	g_autofree int *names = g_new (int, N_ITEMS);

	gsl_rng_set (random, 14);
	users = cumulate (random, n_users, TRUE);
	items = cumulate (random, N_ITEMS, FALSE);
	for (int i = 0; i < N_ITEMS; i++)
		names[i] = i + 1;
	gsl_ran_shuffle (random, names, N_ITEMS, sizeof *names);
	fputs ("user_id,item_id,event,ts,amount\n", file);
	for (int i = 0; i < n_events; i++) {
		int user = find_place (users, n_users, gsl_rng_uniform (random) * users[n_users - 1]) + 1;
		int item = names[find_place (items, N_ITEMS, gsl_rng_uniform (random) * items[N_ITEMS - 1])];
		double dice = gsl_rng_uniform (random), amount = dice > 0.88 ? gsl_ran_lognormal (random, 3.2, 0.8) : 0;
		const char *kind = dice < 0.7 ? "view" : dice < 0.88 ? "cart" : dice < 0.985 ? "purchase" : "refund";

		fprintf (file, "%d,%d,%s,%d,", user, item, kind, DAY_0 + (int) (365 * 86400 * gsl_ran_beta (random, 1.3, 1)));
		fprintf (file, amount > 0 ? "%s%.2f\n" : "%s0.0\n", dice >= 0.985 ? "-" : "", amount);
	}
	gsl_rng_free (random);
}
