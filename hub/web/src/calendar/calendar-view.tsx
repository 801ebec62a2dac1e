import { ViewFrame } from '@musterhq/page';

export function CalendarView() {
  return <ViewFrame title="Calendar" />;
}
