/* What each person does on the platform, from registration to the end of the export. */
#ifndef SAMPLE_BEHAVIOUR_H
#define SAMPLE_BEHAVIOUR_H

#include "catalogue.h"
#include "people.h"
#include "records.h"

#include <stdint.h>

/* Adds the rows of one person, from a random stream of the person's own. The rows point to ids in @person and @courses. */
void behaviour_live (uint64_t seed, uint64_t stream, const Person *person, const Course *courses, Records *records);

#endif
