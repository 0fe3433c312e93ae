#include <config.h>
#include <segscope/random.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

struct SegRandom {
	gsl_rng *generator;
};

guint64
seg_random_mix (guint64 value)
{
	value += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
	value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
	value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
	return value ^ (value >> 31);
}

SegRandom *
seg_random_new (guint64 seed, guint64 stream)
{
	SegRandom *random = g_new (SegRandom, 1);
	guint64 mixed = seg_random_mix (seg_random_mix (seed) ^ stream);

	random->generator = gsl_rng_alloc (gsl_rng_mt19937);
	gsl_rng_set (random->generator, (unsigned long) (mixed >> 32));
	return random;
}

void
seg_random_free (SegRandom *random)
{
	if (random == NULL)
		return;
	gsl_rng_free (random->generator);
	g_free (random);
}

double
seg_random_uniform (SegRandom *random)
{
	/* MT19937 gives 32 bits; two draws fill the 53 of a double (as in genrand_res53 of its authors). */
	guint64 high = gsl_rng_get (random->generator) >> 5, low = gsl_rng_get (random->generator) >> 6;

	return (double) ((high << 26) + low) * 0x1p-53;
}

gsize
seg_random_below (SegRandom *random, gsize n)
{
	guint64 draw, limit = G_MAXUINT64 - G_MAXUINT64 % n;

	do { /* two statements: C leaves open which side of an | is called first */
		draw = (guint64) gsl_rng_get (random->generator) << 32;
		draw |= gsl_rng_get (random->generator);
	} while (draw >= limit);
	return (gsize) (draw % n);
}

double
seg_random_gaussian (SegRandom *random)
{
	return gsl_ran_gaussian_ziggurat (random->generator, 1.0);
}

void
seg_random_shuffle (SegRandom *random, gsize *values, gsize n)
{
	for (gsize i = n; i > 1; i--) {
		gsize j = seg_random_below (random, i), value = values[i - 1];

		values[i - 1] = values[j];
		values[j] = value;
	}
}
