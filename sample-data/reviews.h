/* Review texts in English and Chinese that agree with their stars. */
#ifndef SAMPLE_REVIEWS_H
#define SAMPLE_REVIEWS_H

#include "catalogue.h"
#include "random.h"

/* A new text, to be freed by the caller; commas, quotation marks and line breaks included. @stars 1..5. */
char *review_compose (Random *random, const Course *course, int stars, bool chinese);

#endif
