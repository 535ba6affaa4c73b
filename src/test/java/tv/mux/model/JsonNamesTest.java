package tv.mux.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.mux.status.StreamStatus;

/** The JSON property names of the records are a public promise, also where a component has another name. */
class JsonNamesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final InputProgress PROGRESS = new InputProgress(new Position(1, 2), 3);
    private static final PendingSegment SEGMENT = new PendingSegment(
            "r", "http://h/a", 0, List.of(new PendingSegment.File("a.ts", 1)), 4_000, true, 7, new Position(8, 9));
    private static final Playhead PLAYHEAD = new Playhead("http://h/a", "A", 5);
    private static final StreamStatus.Switch SWITCH = new StreamStatus.Switch("A", "http://h/a", 1, 2, true);

    private static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of(new AppendRequest(SEGMENT, true, "A", 6), "cut,discontinuity,title,dueAtMs"),
                Arguments.of(PROGRESS, "end,longestCutMs"),
                Arguments.of(SEGMENT, "run,head,ordinal,files,durationMs,independent,firstInput,end"),
                Arguments.of(
                        new ResumePoint(PLAYHEAD, "http://h/a", "A", Map.of("http://h/a", PROGRESS), 1, 2, 3, 4),
                        "playhead,onAir,title,shown,dueAtMs,targetDurationMs,listSize,term"),
                Arguments.of(
                        new StartRun("r", "http://h/a", "q", new Position(1, 2), true, 3, 4),
                        "run,head,resumes,shown,goesOn,untilDueMs,longestCutMs"),
                Arguments.of(new StopRun("r", StopRun.Mode.KILL), "run,how"),
                Arguments.of(
                        new StreamStatus(PLAYHEAD, null, null, 1L, 2, 3, 4, List.of(SWITCH), List.of()),
                        "wanted,onAir,next,slateSince,driftMs,published,lastPublishedAt,switches,errors"),
                Arguments.of(SWITCH, "to,head,wantedAt,tookMs,done"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void namesStayTheSame(Object value, String names) throws Exception {
        JsonNode json = JSON.valueToTree(value);
        List<String> found = new ArrayList<>();
        json.fieldNames().forEachRemaining(found::add);

        assertThat(found).containsExactlyInAnyOrder(names.split(","));
        assertThat(JSON.treeToValue(json, value.getClass())).isEqualTo(value);
    }

    @Test
    void aValueThatIsMissingIsReadAsNull() throws Exception {
        assertThat(JSON.readValue("{\"longestCutMs\":3}", InputProgress.class)).isEqualTo(new InputProgress(null, 3));
    }
}
