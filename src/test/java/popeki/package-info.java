/** What tests share, and tests of the whole. */
@NullMarked
package popeki;

import org.jspecify.annotations.NullMarked;
