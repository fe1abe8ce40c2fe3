package popeki.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.ChartView;
import popeki.platform.FigureView;
import popeki.platform.LinkView;

/**
 * The headline numbers with the chart of the chosen one.
 *
 * @param attention what asks for a look, with the door to it; null when nothing does
 */
public record FiguresView(
    List<FigureView> figures, ChartView chart, @Nullable String attention, LinkView door) {}
