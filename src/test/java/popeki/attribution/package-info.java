/** Tests of attribution. */
@NullMarked
package popeki.attribution;

import org.jspecify.annotations.NullMarked;
