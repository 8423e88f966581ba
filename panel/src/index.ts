/** The plugin: the panel in JupyterLab's left side, its command, its settings. */

import { ILabShell, ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';

import { IAddress } from './grader';
import { LessonModel } from './model';
import { ExercisesPanel } from './view';

const ID = 'training-lab-panel:plugin';
const COMMAND = 'training-lab:exercises';

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'The exercises of the open lesson, and where you stand with each.',
  autoStart: true,
  requires: [INotebookTracker, IRenderMimeRegistry, ISettingRegistry, IStateDB],
  // Other programs that take JupyterLab's extensions have no such shell: there the plugin does nothing.
  optional: [ILabShell, ILayoutRestorer, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  rendermime: IRenderMimeRegistry,
  registry: ISettingRegistry,
  state: IStateDB,
  shell: ILabShell | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null
): void {
  if (!shell) {
    return;
  }
  const settings = registry.load(ID);
  const model = new LessonModel(async address => (await settings).set('grader', { ...address }));
  const panel = new ExercisesPanel(model, rendermime);
  shell.add(panel, 'left', { rank: 150 });
  restorer?.add(panel, panel.id);

  app.commands.addCommand(COMMAND, {
    label: 'Show the Exercises of the Lesson',
    execute: () => {
      shell.activateById(panel.id);
      panel.focusCurrent();
    }
  });
  palette?.addItem({ command: COMMAND, category: 'Training Lab' });

  void settings.then(found => {
    const use = () => model.use(found.composite['grader'] as unknown as IAddress);
    found.changed.connect(use);
    use();
  });

  tracker.currentChanged.connect((_, notebook) => model.open(notebook));
  void app.restored.then(() => model.open(tracker.currentWidget));

  // The first lesson that is opened shows that there is a panel; afterwards it is where its user left it.
  const showOnce = async () => {
    if (!model.exercises.length) {
      return;
    }
    model.stateChanged.disconnect(showOnce);
    if (!(await state.fetch(ID))) {
      shell.activateById(panel.id);
      await state.save(ID, { shown: true });
    }
  };
  model.stateChanged.connect(showOnce);
}

export default plugin;
