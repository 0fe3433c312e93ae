/* The generator and the few distributions the sample needs. */
#include "random.h"

#include <math.h>

static uint64_t
splitmix64 (uint64_t *state)
{
	uint64_t z = (*state += UINT64_C (0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
random_init (Random *random, uint64_t seed, uint64_t stream)
{
	uint64_t state = stream;

	state = seed ^ splitmix64 (&state);
	for (int i = 0; i < 4; i++)
		random->state[i] = splitmix64 (&state);
}

static uint64_t
rotate_left (uint64_t x, int bits)
{
	return (x << bits) | (x >> (64 - bits));
}

uint64_t
random_next (Random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate_left (s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left (s[3], 45);
	return result;
}

double
random_uniform (Random *random)
{
	return (double) (random_next (random) >> 11) * 0x1.0p-53;
}

int
random_below (Random *random, int n)
{
	return (int) (random_uniform (random) * n);
}

int
random_between (Random *random, int low, int high)
{
	return low + random_below (random, high - low + 1);
}

bool
random_chance (Random *random, double probability)
{
	return random_uniform (random) < probability;
}

/* Marsaglia's polar method; the second value is thrown away to keep the stream free of hidden state. */
double
random_normal (Random *random)
{
	double u, v, s;

	do {
		u = 2 * random_uniform (random) - 1;
		v = 2 * random_uniform (random) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s == 0);
	return u * sqrt (-2 * log (s) / s);
}

double
random_lognormal (Random *random, double median, double sigma)
{
	return median * exp (sigma * random_normal (random));
}

/* Knuth's product of uniforms. */
int
random_poisson (Random *random, double mean)
{
	double limit = exp (-mean), product = random_uniform (random);
	int n = 0;

	while (product > limit) {
		product *= random_uniform (random);
		n++;
	}
	return n;
}

int
random_weighted (Random *random, const double *weights, int n)
{
	double total = 0, target;
	int chosen = -1;

	for (int i = 0; i < n; i++)
		total += weights[i];
	target = random_uniform (random) * total;
	for (int i = 0; i < n && target >= 0; i++)
		if (weights[i] > 0) {
			chosen = i;
			target -= weights[i];
		}
	return chosen;
}
