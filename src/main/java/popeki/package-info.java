/** Popeki Track. Data moves one way: click, conversation, attribution, lead, conversion, report. */
@NullMarked
package popeki;

import org.jspecify.annotations.NullMarked;
