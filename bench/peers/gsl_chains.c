/* Chains to collapse with GSL's gsl_ran_multinomial, live categories kept together. Speaks protocol.py's protocol. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_version.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

int main(void) {
  double n, s, chains, cap, limit, seed;
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  printf("ready GSL %s gsl_ran_multinomial, mt19937\n", gsl_version);
  fflush(stdout);
  while (scanf("%lf %lf %lf %lf %lf %lf", &n, &s, &chains, &cap, &limit, &seed) == 6) {
    double *weights = malloc(sizeof(double) * (size_t)s);
    unsigned *counts = malloc(sizeof(unsigned) * (size_t)s);
    double began = seconds();
    double generations = 0;
    int finished = 1;
    gsl_rng_set(rng, (unsigned long)seed);
    for (int chain = 0; chain < chains && finished; chain++) {
      size_t live = (size_t)s;
      for (size_t j = 0; j < live; j++) weights[j] = 1;
      for (int m = 1; cap == 0 || m <= cap; m++) {
        gsl_ran_multinomial(rng, live, (unsigned)n, weights, counts);
        generations++;
        size_t kept = 0;
        for (size_t j = 0; j < live; j++)
          if (counts[j] > 0) weights[kept++] = counts[j];
        live = kept;
        if (live == 1) break;
        if (m % 64 == 0 && seconds() - began > limit) {
          finished = 0;
          break;
        }
      }
    }
    printf("%.6f %.0f %d\n", seconds() - began, generations, finished);
    fflush(stdout);
    free(weights);
    free(counts);
  }
  gsl_rng_free(rng);
  return 0;
}
