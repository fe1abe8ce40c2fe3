@NullMarked
package popeki.api;

import org.jspecify.annotations.NullMarked;
