/* Random numbers that are the same on every machine: xoshiro256** (Blackman, Vigna 2018) seeded through splitmix64.
 *
 * Each subject, and each person, has a stream of its own, so that changing one part of the data leaves the rest
 * alone. log, exp and pow of two C libraries may differ in the last bit; they only feed choices and rounded values here,
 * where such a bit is lost. */
#ifndef SAMPLE_RANDOM_H
#define SAMPLE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	uint64_t state[4];
} Random;

void     random_init (Random *random, uint64_t seed, uint64_t stream);
uint64_t random_next (Random *random);
double   random_uniform (Random *random);                              /* [0, 1) */
int      random_below (Random *random, int n);                         /* 0..n-1 */
int      random_between (Random *random, int low, int high);           /* low..high */
bool     random_chance (Random *random, double probability);
double   random_normal (Random *random);
double   random_lognormal (Random *random, double median, double sigma);
int      random_poisson (Random *random, double mean);                 /* for small means */
int      random_weighted (Random *random, const double *weights, int n); /* -1 when all weights are 0 */

#endif
