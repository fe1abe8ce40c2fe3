/** A world of pretend people whose truth is known; it knows nothing of the product. */
@NullMarked
package popeki.journeys;

import org.jspecify.annotations.NullMarked;
