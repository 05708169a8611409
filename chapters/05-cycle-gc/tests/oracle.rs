//! Random programs on the toy heap, held against a plain model of reachability.
//!
//! The model knows nothing of counts copied, lists or flags. It keeps, for each object, what it
//! refers to and which generation it is in, and answers from that who must survive, whose
//! finaliser must have run and which callbacks must have been called. Almost every container
//! refers to itself, so that only the collector can free it, and the model can tell exactly
//! what a collection does.

use std::collections::{BTreeMap, BTreeSet};

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{Generation, Heap, collect};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

/// What a finaliser does beside being called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    Nothing,
    KeepSelf,
    KeepReferents,
    ForgetAll,
}

/// A step of a program. The numbers choose among what the program holds at that moment.
#[derive(Clone, Debug)]
enum Step {
    New { kind: Kind, finalizer: Option<Action>, legacy: bool },
    NewTuple(Vec<usize>),
    NewWeakReference { target: usize, callback: Option<usize> },
    Refer(usize, usize),
    Release(usize),
    Collect(Generation),
    ClearGarbage,
    Freeze,
    Unfreeze,
}

fn step() -> impl Strategy<Value = Step> {
    let index = 0..1000usize;
    let action = prop_oneof![
        3 => Just(Action::Nothing),
        1 => Just(Action::KeepSelf),
        1 => Just(Action::KeepReferents),
        1 => Just(Action::ForgetAll),
    ];
    let kind = prop_oneof![
        4 => Just(Kind::Instance), 2 => Just(Kind::List), 2 => Just(Kind::Dict),
        1 => Just(Kind::Leaf)
    ];
    prop_oneof![
        8 => (kind, prop::option::weighted(0.4, action), prop::bool::weighted(0.06))
            .prop_map(|(kind, finalizer, legacy)| Step::New { kind, finalizer, legacy }),
        2 => prop::collection::vec(index.clone(), 1..4).prop_map(Step::NewTuple),
        3 => (index.clone(), prop::option::weighted(0.7, index.clone()))
            .prop_map(|(target, callback)| Step::NewWeakReference { target, callback }),
        14 => (index.clone(), index.clone()).prop_map(|(from, to)| Step::Refer(from, to)),
        9 => index.prop_map(Step::Release),
        3 => (0..3i32).prop_map(|index| Step::Collect(Generation::new(index).unwrap())),
        1 => Just(Step::ClearGarbage),
        1 => Just(Step::Freeze),
        1 => Just(Step::Unfreeze),
    ]
}

#[derive(Clone, Debug)]
struct Object {
    kind: Kind,
    refers_to: Vec<usize>,
    /// 0 to 2, 3 for the permanent one; none if untracked.
    generation: Option<usize>,
    finalizer: Option<Action>,
    finalized: bool,
    legacy: bool,
    /// For a weak reference that is alive.
    target: Option<usize>,
}

#[derive(Default)]
struct Model {
    alive: BTreeMap<usize, Object>,
    kept: BTreeSet<usize>,
    garbage: Vec<usize>,
    expected_log: Vec<String>,
}

impl Model {
    fn held(&self, object: usize) -> bool {
        self.kept.contains(&object)
            || self.garbage.contains(&object)
            || self.alive.values().any(|other| other.refers_to.contains(&object))
    }

    /// Objects that nothing refers to any more go, and what they held may follow.
    fn free_unheld(&mut self) {
        while let Some(gone) = self.alive.keys().copied().find(|&object| !self.held(object)) {
            let object = self.alive.remove(&gone).unwrap();
            assert!(object.finalizer.is_none() || object.finalized || object.kind == Kind::Leaf);
            self.kill_weak_references_to(&BTreeSet::from([gone]), &BTreeSet::new());
        }
    }

    /// Weak references to `targets` die; those with callbacks that are not in `silent` tell.
    fn kill_weak_references_to(&mut self, targets: &BTreeSet<usize>, silent: &BTreeSet<usize>) {
        for (name, object) in &mut self.alive {
            if object.target.is_some_and(|target| targets.contains(&target)) {
                object.target = None;
                if let (Some(callback), false) = (object.refers_to.first(), silent.contains(name)) {
                    self.expected_log.push(format!("callback {name} {callback}"));
                }
            }
        }
    }

    /// Everything in `within` that can be reached from `roots`.
    fn reach(&self, roots: &BTreeSet<usize>, within: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut todo: Vec<usize> = roots.iter().copied().collect();
        while let Some(next) = todo.pop() {
            if within.contains(&next) && reached.insert(next) {
                todo.extend(&self.alive[&next].refers_to);
            }
        }
        reached
    }

    /// The members of `within` that somebody outside of it refers to.
    fn held_from_outside(&self, within: &BTreeSet<usize>) -> BTreeSet<usize> {
        let outside = self.alive.iter().filter(|(name, _)| !within.contains(name));
        let mut roots: BTreeSet<usize> =
            outside.flat_map(|(_, object)| object.refers_to.clone()).collect();
        roots.extend(&self.kept);
        roots.extend(&self.garbage);
        roots
    }

    fn may_be_tracked(&self, name: usize) -> bool {
        let object = &self.alive[&name];
        object.kind != Kind::Leaf && (object.kind != Kind::Tuple || object.generation.is_some())
    }

    /// A collection; returns how many objects it should report, where that is certain.
    fn collect(&mut self, generation: usize) -> Option<usize> {
        let older = (generation + 1).min(2);
        let young: BTreeSet<usize> = self
            .alive
            .iter()
            .filter(|(_, object)| object.generation.is_some_and(|own| own <= generation))
            .map(|(&name, _)| name)
            .collect();
        let reachable = self.reach(&self.held_from_outside(&young), &young);
        for &survivor in &reachable {
            self.alive.get_mut(&survivor).unwrap().generation = Some(older);
        }
        self.untrack(&reachable, generation);

        let unreachable: BTreeSet<usize> = young.difference(&reachable).copied().collect();
        let legacy: BTreeSet<usize> =
            unreachable.iter().copied().filter(|name| self.alive[name].legacy).collect();
        let uncollectable = self.reach(&legacy, &unreachable);
        let mut trash: BTreeSet<usize> = unreachable.difference(&uncollectable).copied().collect();

        // Weak references in the trash die silently, whatever they refer to.
        for &name in &trash {
            self.alive.get_mut(&name).unwrap().target = None;
        }
        self.kill_weak_references_to(&trash, &trash.clone());

        let mut certain = true;
        for &name in &trash {
            let object = self.alive.get_mut(&name).unwrap();
            let Some(action) = object.finalizer.filter(|_| !object.finalized) else { continue };
            object.finalized = true;
            self.expected_log.push(format!("del {name}"));
            match action {
                Action::Nothing => {}
                Action::KeepSelf => _ = self.kept.insert(name),
                Action::KeepReferents => self.kept.extend(object.refers_to.clone()),
                Action::ForgetAll => {
                    object.refers_to.clear();
                    certain = false;
                }
            }
        }
        self.free_unheld();
        trash.retain(|name| self.alive.contains_key(name));
        let resurrected = self.reach(&self.held_from_outside(&trash), &trash);
        for name in resurrected.iter().chain(&uncollectable) {
            self.alive.get_mut(name).unwrap().generation = Some(older);
        }
        let dead: BTreeSet<usize> = trash.difference(&resurrected).copied().collect();
        self.alive.retain(|name, _| !dead.contains(name));
        self.free_unheld();
        self.garbage.extend(&legacy);
        certain.then_some(dead.len() + uncollectable.len())
    }

    fn untrack(&mut self, survivors: &BTreeSet<usize>, generation: usize) {
        // The order matters where a settled tuple is in another. The toy's own order decides
        // there, so the model asks for the settled ones only, see `Step::NewTuple`.
        for kind in [Kind::Tuple, Kind::Dict] {
            let settled: Vec<usize> = survivors
                .iter()
                .copied()
                .filter(|name| self.alive[name].kind == kind)
                .filter(|name| {
                    !self.alive[name].refers_to.iter().any(|&item| self.may_be_tracked(item))
                })
                .collect();
            if kind == Kind::Tuple || generation == 2 {
                for name in settled {
                    self.alive.get_mut(&name).unwrap().generation = None;
                }
            }
        }
    }
}

/// Finalisers and callbacks that were due, whatever their order.
fn sorted(mut log: Vec<String>) -> Vec<String> {
    log.sort();
    log
}

fn new_object<'h>(heap: &'h Toy, name: usize, step: &Step) -> Ref<'h> {
    let Step::New { kind, finalizer, legacy } = step else { unreachable!() };
    let object = heap.new_object(&name.to_string(), *kind);
    if *kind != Kind::Leaf {
        object.refer_to(&object);
        if *legacy {
            object.set_legacy_finalizer();
        }
        if let Some(action) = *finalizer {
            object.set_finalizer(move |object| match action {
                Action::Nothing => {}
                Action::KeepSelf => object.heap().keep(object.clone()),
                Action::KeepReferents => {
                    object.references().into_iter().for_each(|other| object.heap().keep(other));
                }
                Action::ForgetAll => object.forget_all(),
            });
        }
    }
    object
}

fn run(steps: Vec<Step>) {
    let heap = Toy::new();
    let mut model = Model::default();
    heap.collector().disable();
    for (name, step) in steps.into_iter().enumerate() {
        let held: Vec<usize> = model.kept.iter().copied().collect();
        let pick = |index: usize| (!held.is_empty()).then(|| held[index % held.len()]);
        let get = |name: usize| heap.kept(&name.to_string()).expect("the model holds it");
        match &step {
            Step::New { kind, finalizer, legacy } => {
                heap.keep(new_object(&heap, name, &step));
                let container = *kind != Kind::Leaf;
                let object = Object {
                    kind: *kind,
                    refers_to: if container { vec![name] } else { vec![] },
                    generation: container.then_some(0),
                    finalizer: finalizer.filter(|_| container),
                    finalized: false,
                    legacy: *legacy && container,
                    target: None,
                };
                model.alive.insert(name, object);
                model.kept.insert(name);
            }
            Step::NewTuple(items) => {
                let items: Vec<usize> = items.iter().filter_map(|&item| pick(item)).collect();
                let flat = items.iter().all(|item| model.alive[item].kind != Kind::Tuple);
                if flat && !items.is_empty() {
                    let refs: Vec<Ref<'_>> = items.iter().map(|&item| get(item)).collect();
                    heap.keep(heap.new_tuple(&name.to_string(), &refs));
                    let object = Object {
                        kind: Kind::Tuple,
                        refers_to: items,
                        generation: Some(0),
                        finalizer: None,
                        finalized: false,
                        legacy: false,
                        target: None,
                    };
                    model.alive.insert(name, object);
                    model.kept.insert(name);
                }
            }
            Step::NewWeakReference { target, callback } => {
                let instance = |name: &usize| model.alive[name].kind == Kind::Instance;
                // One that forgets itself may die before the collector gets to it.
                let lasts = |name: &usize| model.alive[name].finalizer != Some(Action::ForgetAll);
                let target = pick(*target).filter(instance).filter(lasts);
                let callback = callback.and_then(pick).filter(instance);
                if let Some(target) = target {
                    let callback_ref = callback.map(get);
                    let reference =
                        heap.weak_reference(&name.to_string(), &get(target), callback_ref.as_ref());
                    let own_name: usize = reference.name().parse().unwrap();
                    heap.keep(reference);
                    model.alive.entry(own_name).or_insert(Object {
                        kind: Kind::WeakReference,
                        refers_to: callback.into_iter().collect(),
                        generation: Some(0),
                        finalizer: None,
                        finalized: false,
                        legacy: false,
                        target: Some(target),
                    });
                    model.kept.insert(own_name);
                }
            }
            Step::Refer(from, to) => {
                if let (Some(from), Some(to)) = (pick(*from), pick(*to))
                    && matches!(model.alive[&from].kind, Kind::Instance | Kind::List | Kind::Dict)
                {
                    get(from).refer_to(&get(to));
                    let may_be_tracked = model.may_be_tracked(to);
                    let from = model.alive.get_mut(&from).unwrap();
                    from.refers_to.push(to);
                    if may_be_tracked {
                        from.generation.get_or_insert(0);
                    }
                }
            }
            Step::Release(index) => {
                if let Some(name) = pick(*index) {
                    heap.release(&name.to_string());
                    model.kept.remove(&name);
                    model.free_unheld();
                }
            }
            Step::Collect(generation) => {
                let found = collect(&heap, *generation);
                if let Some(expected) = model.collect(generation.index()) {
                    assert_eq!(found, expected);
                }
            }
            Step::ClearGarbage => {
                heap.clear_garbage();
                model.garbage.clear();
            }
            Step::Freeze => {
                heap.collector().freeze();
                let tracked = model.alive.values_mut().filter_map(|o| o.generation.as_mut());
                tracked.for_each(|generation| *generation = 3);
            }
            Step::Unfreeze => {
                heap.collector().unfreeze();
                let tracked = model.alive.values_mut().filter_map(|o| o.generation.as_mut());
                tracked.for_each(|generation| *generation = (*generation).min(2));
            }
        }
        compare(&heap, &mut model);
    }
}

fn compare(heap: &Toy, model: &mut Model) {
    let log = std::mem::take(&mut model.expected_log);
    assert_eq!(sorted(heap.take_log()), sorted(log));
    assert_eq!(heap.live_objects(), model.alive.len());
    for generation in 0..3 {
        let members: BTreeSet<usize> = model
            .alive
            .iter()
            .filter(|(_, object)| object.generation == Some(generation))
            .map(|(&name, _)| name)
            .collect();
        let tracked = heap.tracked(Some(Generation::ALL[generation]));
        let tracked: BTreeSet<usize> =
            tracked.iter().map(|object| object.name().parse().unwrap()).collect();
        assert_eq!(tracked, members, "generation {generation}");
    }
    let mut garbage: Vec<String> = heap.garbage().iter().map(Ref::name).collect();
    garbage.sort();
    assert_eq!(garbage, sorted(model.garbage.iter().map(usize::to_string).collect()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn exactly_the_unreachable_go(steps in prop::collection::vec(step(), 1..150)) {
        run(steps);
    }
}
